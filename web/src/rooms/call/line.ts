// The line to one live room. In: a call, devices, the person's wishes. Out: what is seen and heard there, told to listeners.
// It comes back by itself after a lost network, each time through the server's door, so whoever may not come back does not.
import {
  type AudioCaptureOptions,
  ConnectionQuality,
  DisconnectReason,
  type LocalTrackPublication,
  type Participant,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  setLogLevel,
  Track,
  type VideoCaptureOptions,
  VideoPresets,
} from 'livekit-client';
import { Refusal } from '../../wire/api';
import { callsApi } from '../../wire/calls';

export type Phase = 'entering' | 'waiting' | 'in' | 'lost' | 'out';

export interface Wishes {
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly microphoneId: string;
  readonly cameraId: string;
  readonly speakerId: string;
}

export interface Seen {
  readonly person: number;
  readonly name: string;
  readonly isMe: boolean;
  readonly leads: boolean;
  readonly hand: string;
  readonly speaks: boolean;
  readonly hasMicrophone: boolean;
  readonly maySpeak: boolean;
  readonly mayShow: boolean;
  readonly quality: ConnectionQuality;
  readonly camera: Track | undefined;
  readonly screen: Track | undefined;
}

export interface Look {
  readonly phase: Phase;
  /** Why one is out, or what stands in the way. */
  readonly sentence: string;
  readonly people: readonly Seen[];
  readonly audio: readonly RemoteTrack[];
  readonly audioOnly: boolean;
  readonly weak: boolean;
  readonly silencedByBrowser: boolean;
}

setLogLevel('warn');

const retryMilliseconds = [500, 1_000, 2_000, 3_000, 5_000];
const weakMilliseconds = 5_000;
/** LiveKit's own attempts to mend a line, before one goes through the door again. */
const ownAttemptsMax = 4;
const phoneWidth = '(max-width: 719px)';

export class CallLine {
  private current: Look = {
    phase: 'entering',
    sentence: '',
    people: [],
    audio: [],
    audioOnly: false,
    weak: false,
    silencedByBrowser: false,
  };
  private room: Room | null = null;
  private readonly listeners = new Set<() => void>();
  private closed = false;
  private weakTimer: ReturnType<typeof setTimeout> | undefined;
  private attempts = 0;
  private drawn = false;

  constructor(
    readonly call: number,
    private wishes: Wishes,
  ) {
    window.addEventListener('pagehide', this.leave);
  }

  look = (): Look => this.current;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Through the door; where there is a waiting room, once more when the answer is there. */
  async enter(): Promise<void> {
    if (this.closed) return;
    try {
      await this.pass();
    } catch (error) {
      if (error instanceof Refusal) return this.end(error.sentence);
      this.comeBack();
    }
  }

  private async pass(): Promise<void> {
    const { waiting, url, token } = await callsApi.enter(this.call);
    if (this.closed) return;
    if (waiting) this.become({ phase: 'waiting' });
    else await this.connect(url, token);
  }

  leave = (): void => {
    this.end('');
  };

  // -- What one sends

  get me() {
    return this.room?.localParticipant;
  }

  async microphone(on: boolean): Promise<void> {
    this.wishes = { ...this.wishes, microphone: on };
    await this.me?.setMicrophoneEnabled(on, this.hearing());
    this.draw();
  }

  async camera(on: boolean): Promise<void> {
    this.wishes = { ...this.wishes, camera: on };
    await this.me?.setCameraEnabled(on, this.seeing());
    this.draw();
  }

  async screen(on: boolean): Promise<void> {
    await this.me?.setScreenShareEnabled(on, { audio: true });
    this.draw();
  }

  async choose(kind: 'audioinput' | 'videoinput' | 'audiooutput', id: string): Promise<void> {
    await this.room?.switchActiveDevice(kind, id);
  }

  /** What the browser let sound only after a press. */
  async sound(): Promise<void> {
    await this.room?.startAudio();
    this.draw();
  }

  /** On a weak line: only what is heard. */
  audioOnly(on: boolean): void {
    this.become({ audioOnly: on, weak: false });
    if (on && this.wishes.camera) void this.camera(false).catch(() => {});
    for (const participant of this.room?.remoteParticipants.values() ?? []) {
      for (const publication of participant.trackPublications.values()) this.take(publication);
    }
    this.draw();
  }

  private take(publication: RemoteTrackPublication): void {
    const wanted = publication.kind !== Track.Kind.Video || !this.current.audioOnly;
    if (publication.isDesired !== wanted) publication.setSubscribed(wanted);
  }

  // -- The room

  private async connect(url: string, token: string): Promise<void> {
    const isPhone = matchMedia(phoneWidth).matches;
    const room = new Room({
      // Nobody is sent what nobody looks at, and of what is small only a small picture.
      adaptiveStream: true,
      dynacast: true,
      publishDefaults: {
        simulcast: true,
        videoSimulcastLayers: isPhone ? [VideoPresets.h180] : [VideoPresets.h180, VideoPresets.h360],
        red: !isPhone,
      },
      videoCaptureDefaults: { resolution: (isPhone ? VideoPresets.h360 : VideoPresets.h540).resolution },
      reconnectPolicy: {
        nextRetryDelayInMs: ({ retryCount }) => (retryCount < ownAttemptsMax ? 300 * retryCount : null),
      },
      disconnectOnPageLeave: true,
    });
    this.room = room;
    for (const event of drawnEvents) room.on(event, this.draw);
    room.on(RoomEvent.TrackPublished, (publication) => this.take(publication));
    room.on(RoomEvent.LocalTrackUnpublished, this.stopped);
    room.on(RoomEvent.Reconnecting, () => this.become({ phase: 'lost' }));
    room.on(RoomEvent.SignalReconnecting, () => this.become({ phase: 'lost' }));
    room.on(RoomEvent.Reconnected, () => this.become({ phase: 'in' }));
    room.on(RoomEvent.ConnectionQualityChanged, this.judge);
    room.on(RoomEvent.Disconnected, (reason) => room === this.room && this.disconnected(reason));
    await room.connect(url, token, { autoSubscribe: true, maxRetries: 1 });
    this.attempts = 0;
    this.become({ phase: 'in', sentence: '' });
    this.draw();
    await this.send();
  }

  /** What one wished to send, as far as one may. */
  private async send(): Promise<void> {
    const { microphone, camera, speakerId } = this.wishes;
    if (speakerId) await this.room?.switchActiveDevice('audiooutput', speakerId).catch(() => {});
    const may = this.mine();
    await Promise.all([
      microphone && may.speak ? this.me?.setMicrophoneEnabled(true, this.hearing()).catch(() => {}) : null,
      camera && may.show ? this.me?.setCameraEnabled(true, this.seeing()).catch(() => {}) : null,
    ]);
    this.draw();
  }

  mine(): { speak: boolean; show: boolean } {
    return this.me ? rightsOf(this.me) : { speak: false, show: false };
  }

  private hearing = (): AudioCaptureOptions => ({
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(this.wishes.microphoneId && { deviceId: this.wishes.microphoneId }),
  });

  private seeing = (): VideoCaptureOptions => (this.wishes.cameraId ? { deviceId: this.wishes.cameraId } : {});

  /** The right to it was taken away: the device is let go of, so its light goes out. */
  private stopped = (publication: LocalTrackPublication): void => {
    publication.track?.stop();
    this.draw();
  };

  private judge = (quality: ConnectionQuality, who: Participant): void => {
    if (!who.isLocal) return;
    const weak = quality === ConnectionQuality.Poor || quality === ConnectionQuality.Lost;
    clearTimeout(this.weakTimer);
    if (weak && !this.current.audioOnly) {
      this.weakTimer = setTimeout(() => {
        this.audioOnly(true);
        this.become({ weak: true });
      }, weakMilliseconds);
    }
    this.draw();
  };

  private disconnected(reason: DisconnectReason | undefined): void {
    if (this.closed) return;
    if (reason === DisconnectReason.PARTICIPANT_REMOVED) void this.whyOut();
    else if (reason === DisconnectReason.ROOM_DELETED) this.end('over');
    else if (reason === DisconnectReason.DUPLICATE_IDENTITY) this.end('elsewhere');
    else this.comeBack();
  }

  /** Put out: the door says why, or that the call is over. */
  private async whyOut(): Promise<void> {
    const told = await callsApi.look(this.call).catch(() => null);
    this.end(told === null ? 'gone' : told.state === 'live' ? 'removed' : 'over');
  }

  /** Again and again, a little later each time, until the door opens or says no. */
  private comeBack(): void {
    if (this.closed) return;
    this.become({ phase: 'lost' });
    const pause = retryMilliseconds[Math.min(this.attempts, retryMilliseconds.length - 1)] ?? 0;
    this.attempts += 1;
    setTimeout(() => void this.again(), pause);
  }

  private async again(): Promise<void> {
    const old = this.room;
    this.room = null;
    await old?.disconnect().catch(() => {});
    try {
      await this.pass();
    } catch (error) {
      // The media server may still be starting; whoever has no place there any more, or whose call is over, is told so.
      const told = error instanceof Refusal ? await callsApi.look(this.call).catch(asRefusal) : null;
      if (told instanceof Refusal) return this.end('gone');
      if (told && (told.state !== 'live' || told.admission === 'refused')) {
        return this.end(told.state === 'live' ? 'removed' : 'over');
      }
      this.comeBack();
    }
  }

  private end(sentence: string): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.weakTimer);
    window.removeEventListener('pagehide', this.leave);
    void this.room?.disconnect();
    this.become({ phase: 'out', sentence });
  }

  /** Many things change at once when somebody comes: one look a frame. */
  private draw = (): void => {
    if (this.drawn) return;
    this.drawn = true;
    setTimeout(() => {
      this.drawn = false;
      const room = this.room;
      if (!room || this.closed) return;
      const everybody: Participant[] = [room.localParticipant, ...room.remoteParticipants.values()];
      const remote = [...room.remoteParticipants.values()].flatMap((one) => [...one.audioTrackPublications.values()]);
      this.become({
        people: everybody.map((one) => seen(one, one === room.localParticipant)),
        audio: remote.flatMap(({ track }) => (track ? [track as RemoteTrack] : [])),
        silencedByBrowser: !room.canPlaybackAudio,
      });
    }, 16);
  };

  private become(change: Partial<Look>): void {
    this.current = { ...this.current, ...change };
    for (const listener of this.listeners) listener();
  }
}

const drawnEvents = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantAttributesChanged,
  RoomEvent.ParticipantPermissionsChanged,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.TrackUnpublished,
  RoomEvent.LocalTrackPublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.AudioPlaybackStatusChanged,
] as const;

const asRefusal = (error: unknown) => (error instanceof Refusal ? error : null);

function seen(who: Participant, isMe: boolean): Seen {
  const rights = rightsOf(who);
  return {
    person: Number(who.identity),
    name: who.name ?? '',
    isMe,
    leads: who.attributes.leads === 'yes',
    hand: who.attributes.hand ?? '',
    speaks: who.isSpeaking,
    hasMicrophone: who.isMicrophoneEnabled,
    maySpeak: rights.speak,
    mayShow: rights.show,
    quality: who.connectionQuality,
    camera: shown(who, Track.Source.Camera),
    screen: shown(who, Track.Source.ScreenShare),
  };
}

function shown(who: Participant, source: Track.Source): Track | undefined {
  const publication = who.getTrackPublication(source);
  return publication && !publication.isMuted ? publication.track : undefined;
}

/** Numbers of the media server's own protocol. */
const sources = { camera: 1, microphone: 2 };

function rightsOf(who: Participant): { speak: boolean; show: boolean } {
  const permissions = who.permissions;
  if (!permissions) return { speak: false, show: false };
  const given: readonly number[] = permissions.canPublishSources;
  return {
    speak: permissions.canPublish && given.includes(sources.microphone),
    show: permissions.canPublish && given.includes(sources.camera),
  };
}
