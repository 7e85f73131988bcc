"""What one begins on one device goes on at another; the others see that he types and when he was here, unless he hides it."""

from playwright.sync_api import Locator, Page, expect

from tests.flows.conftest import PHONE, People, open_chat, say

HAS_GONE = """async (chat) => {
    const brought = async (path) => (await fetch(`/api/${path}`)).json();
    const { other } = await brought(`chats/${chat}`);
    return !(await brought(`people/${other.id}/presence`)).presence.here;
}"""


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("link").filter(has=page.get_by_text(title, exact=True)).first


def field(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Сообщение")


def head(page: Page) -> Locator:
    return page.locator(".chat-name p")


def open_dialogue(page: Page, name: str) -> None:
    """From the members of their class's chat."""
    open_chat(page, "10 А")
    page.get_by_role("button", name="Участники чата").click()
    page.get_by_label("Найти участника").fill(name.split()[1])
    page.get_by_role("dialog").get_by_text(name, exact=True).click()
    page.get_by_role("button", name="Написать").click()
    expect(page.locator("#chat-title")).to_have_text(name)


def test_a_draft_begun_on_a_computer_is_finished_on_a_phone(people: People) -> None:
    computer = people("sibling", path="/messenger/")
    phone = people("sibling", path="/messenger/", viewport=PHONE, has_touch=True)
    open_chat(computer, "10 А")
    field(computer).fill("")
    field(computer).press_sequentially("Завтра не приду, потому что")
    # In the list of the other device, without reload.
    expect(row(phone, "10 А").locator(".row-line")).to_contain_text("Черновик: Завтра не приду, потому что")
    open_chat(phone, "10 А")
    expect(field(phone)).to_have_value("Завтра не приду, потому что")
    field(phone).press("Control+End")
    field(phone).press_sequentially(" болею")
    expect(field(computer)).to_have_value("Завтра не приду, потому что болею")
    field(phone).press("Enter")
    expect(phone.locator(".history-row").filter(has_text="потому что болею")).to_be_visible()
    expect(field(phone)).to_have_value("")
    expect(field(computer)).to_have_value("")
    computer.goto("/messenger/")
    expect(row(computer, "10 А").locator(".row-line")).not_to_contain_text("Черновик")


def test_an_answer_that_was_begun_is_still_an_answer_after_a_reload(people: People) -> None:
    teacher, pupil = people("class-teacher", path="/messenger/"), people("sibling", path="/messenger/")
    open_chat(teacher, "10 А")
    say(teacher, "Кто дежурит в пятницу?")
    open_chat(pupil, "10 А")
    asked = pupil.locator(".history-row").filter(has_text="Кто дежурит в пятницу?").last
    asked.hover()
    asked.get_by_role("button", name="Действия с сообщением").click()
    pupil.get_by_role("dialog", name="Действия с сообщением").get_by_role("button", name="Ответить", exact=True).click()
    with pupil.expect_response(lambda answer: answer.url.endswith("/draft") and answer.status == 204):
        field(pupil).fill("Я могу")
    pupil.reload()
    expect(field(pupil)).to_have_value("Я могу")
    expect(pupil.locator(".writing-bar")).to_contain_text("Кто дежурит в пятницу?")
    field(pupil).press("Enter")
    answered = teacher.locator(".history-row").filter(has_text="Я могу").last
    expect(answered.locator(".quote")).to_contain_text("Кто дежурит в пятницу?")
    expect(pupil.locator(".writing-bar")).to_have_count(0)


def test_what_was_begun_without_a_line_is_saved_when_it_is_back(people: People) -> None:
    page = people("classmate", path="/messenger/")
    open_chat(page, "10 А")
    page.context.set_offline(True)
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/draft")):
        field(page).fill("В метро нет связи")
    with page.expect_response(lambda answer: answer.url.endswith("/draft") and answer.status == 204):
        page.context.set_offline(False)
    other = people("classmate", path="/messenger/")
    expect(row(other, "10 А").locator(".row-line")).to_contain_text("Черновик: В метро нет связи")
    open_chat(other, "10 А")
    field(other).fill("")
    expect(field(page)).to_have_value("")


def test_the_others_see_who_types_until_he_has_said_it(people: People) -> None:
    teacher, pupil = people("class-teacher", path="/messenger/"), people("sibling", path="/messenger/")
    open_chat(teacher, "10 А")
    expect(row(pupil, "10 А")).to_be_visible()
    field(teacher).fill("")
    field(teacher).press_sequentially("Здравствуйте, ребята")
    expect(row(pupil, "10 А").locator(".row-line")).to_contain_text("Елена О. печатает…")
    field(teacher).press("Enter")
    expect(row(pupil, "10 А").locator(".row-line")).to_contain_text("Елена О.: Здравствуйте, ребята")
    open_chat(pupil, "10 А")
    field(teacher).press_sequentially("Завтра будет контрольная", delay=200)
    expect(head(pupil)).to_contain_text("Елена О. печатает…")
    # He thinks better of it: after six seconds the head says again how many there are.
    expect(head(pupil)).to_contain_text("участник", timeout=12_000)
    field(teacher).fill("")


def test_a_dialogue_tells_that_the_other_is_here_and_when_he_was(people: People) -> None:
    pupil = people("sibling", path="/messenger/")
    teacher = people("class-teacher", path="/messenger/")
    expect(row(teacher, "10 А")).to_be_visible()
    open_dialogue(pupil, "Елена Орлова")
    expect(head(pupil)).to_contain_text("в сети")
    say(pupil, "Можно вопрос?")
    pupil.get_by_role("button", name="Карточка: Елена Орлова").click()
    expect(pupil.get_by_role("dialog").get_by_text("в сети", exact=True)).to_be_visible()
    pupil.get_by_role("dialog").get_by_role("button", name="Закрыть").click()
    teacher.close()
    # NATS tells the gate that the connection has ended; the page asks each minute, and when it is opened.
    pupil.wait_for_function(HAS_GONE, arg=pupil.url.rpartition("/")[2])
    pupil.reload()
    expect(head(pupil)).to_contain_text("в сети только что")


def test_one_who_hides_it_is_not_seen_and_sees_nobody(people: People) -> None:
    teacher, pupil = people("class-teacher", path="/messenger/"), people("sibling", path="/messenger/")
    teacher.get_by_role("button", name="Меню").click()
    teacher.get_by_role("button", name="Тишина").click()
    choice = teacher.get_by_role("checkbox", name="Не показывать, когда я в сети и когда печатаю")
    with teacher.expect_response(lambda answer: answer.url.endswith("/api/presence") and answer.request.method == "PUT"):
        choice.check()
    teacher.get_by_role("dialog").get_by_role("button", name="Закрыть").click()
    open_chat(pupil, "10 А")
    open_chat(teacher, "10 А")
    with teacher.expect_response(lambda answer: answer.url.endswith("/typing") and answer.status == 204):
        field(teacher).press_sequentially("Тихо")
    pupil.get_by_role("button", name="Участники чата").click()
    seen = pupil.get_by_role("listitem").filter(has_text="Елена Орлова")
    expect(seen).to_be_visible()
    expect(seen).not_to_contain_text("в сети")
    pupil.get_by_role("dialog").get_by_role("button", name="Закрыть").click()
    expect(head(pupil)).not_to_contain_text("печатает")
    teacher.get_by_role("button", name="Участники чата").click()
    expect(teacher.get_by_role("listitem").filter(has_text="Александр Иванов")).not_to_contain_text("в сети")
    teacher.get_by_role("dialog").get_by_role("button", name="Закрыть").click()
    field(teacher).fill("")
    teacher.get_by_role("button", name="Меню").click()
    teacher.get_by_role("button", name="Тишина").click()
    expect(choice).to_be_checked()
    with teacher.expect_response(lambda answer: answer.url.endswith("/api/presence") and answer.request.method == "PUT"):
        choice.uncheck()
