using HospitalChain.Crypto;
using HospitalChain.Crypto.Fellows;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>
/// One side of a patients' session (L19-F, crypto.md §9): A asks, B answers with P_B, A confirms with P_A, MAC_A and a
/// signature, B, only if MAC_A was right, with MAC_B and a signature. Then messages, each side's numbered without a gap.
/// A message from anyone else, twice, or out of order changes nothing; one that is wrong ends the run with a code. A run
/// serves one guess of the symptom at most. Its bytes hold secrets: they are stored encrypted only. Canonical: [1, asking,
/// stage, ask, key of A, key of B, nonce_B, P_A or empty, P_B or empty, sent, heard, mails, code, secret].
/// </summary>
public sealed class FellowRun : IDisposable
{
    private const ulong Version = 1;
    private const int Fields = 14;
    private const int AskBytesMax = 512;

    private readonly FellowParties parties;
    private readonly Bytes32 askedNonce;
    private readonly G1? askerPoint;
    private readonly G1? askedPoint;
    private readonly MailLog mails;
    private readonly FellowSecret secret;

    private FellowRun(bool asking, FellowStage stage, FellowAsk ask, FellowParties parties, Bytes32 askedNonce, G1? askerPoint, G1? askedPoint, MailLog mails, FellowSecret secret)
    {
        (IsAsking, Stage, Ask, this.parties, this.askedNonce) = (asking, stage, ask, parties, askedNonce);
        (this.askerPoint, this.askedPoint, this.mails, this.secret) = (askerPoint, askedPoint, mails, secret);
    }

    /// <summary>This side is A.</summary>
    public bool IsAsking { get; }

    public FellowStage Stage { get; }

    public FellowAsk Ask { get; }

    /// <summary>The other patient's visit signing key.</summary>
    public Bytes32 Other => IsAsking ? parties.Asked : parties.Asker;

    /// <summary>Why the run ended; empty before.</summary>
    public string Code { get; private init; } = string.Empty;

    /// <summary>Messages sealed here so far.</summary>
    public ulong Sent { get; private init; }

    /// <summary>Messages of the other side taken so far.</summary>
    public ulong Heard { get; private init; }

    /// <summary>The session's name on both sides, from B's answer on.</summary>
    public Bytes32 Sid => Terms.Sid;

    /// <summary>The session's key in stage Agreed, the same on both sides.</summary>
    public ReadOnlySpan<byte> SessionKey => Stage == FellowStage.Agreed ? secret.Bytes : throw new InvalidOperationException("no key before both agreed");

    /// <summary>First millisecond at which this stage is over.</summary>
    public ulong EndMillis => Stage == FellowStage.Agreed ? Ask.ExpiryMillis + FellowLimits.SessionMillis : Ask.ExpiryMillis;

    private FellowTerms Terms => new(Ask.Asker.Span, Ask.Asked.Span, Ask.Nonce, askedNonce);

    private Bytes32 OwnChain => IsAsking ? Ask.AskerChain : Ask.AskedChain;

    /// <summary>A asks.</summary>
    /// <param name="ask">With a fresh nonce.</param>
    /// <param name="parties">Both keys, proven.</param>
    /// <param name="symptom">t, copied.</param>
    public static FlowTurn<FellowRun> Begin(FellowAsk ask, FellowParties parties, SecretScalar symptom)
    {
        var run = new FellowRun(true, FellowStage.Asked, ask, parties, Bytes32.Zero, null, null, MailLog.Empty, FellowSecret.Of(symptom));
        return new FlowTurn<FellowRun>(run, [run.Letter(MailPurposes.FellowAsk, ask.ToBytes())], null);
    }

    /// <summary>B was asked: a run that waits for the patient's decision. The caller proved that the sender is A's visit.</summary>
    public static Parsed<FellowRun> Asked(FellowAsk ask, FellowParties parties, Bytes32 sender, Bytes32 mail, ulong nowMillis) =>
        sender != parties.Asker || parties.Asker == parties.Asked ? Refusals.FellowStranger.With(sender.ToString())
        : nowMillis >= ask.ExpiryMillis || ask.ExpiryMillis > nowMillis + FellowLimits.AskMillisMax + RecordLimits.IssuedAheadMillisMax ? Refusals.FellowExpired.With("ask")
        : new FellowRun(false, FellowStage.Asked, ask, parties, Bytes32.Zero, null, null, MailLog.Empty.With(mail), FellowSecret.None);

    /// <summary>B says yes to one try, with one symptom.</summary>
    /// <param name="symptom">t of B.</param>
    /// <param name="nonce">32 random bytes.</param>
    /// <param name="fresh">n_B, random and of this run only; the caller may dispose it afterwards.</param>
    /// <param name="nowMillis">Milliseconds since 1970.</param>
    public FlowTurn<FellowRun> Answer(SecretScalar symptom, Bytes32 nonce, SecretScalar fresh, ulong nowMillis)
    {
        if (IsAsking || Stage != FellowStage.Asked)
        {
            return Unchanged(Stage == FellowStage.Ended ? Refusals.FellowEnded.With(Code) : Refusals.FellowOutOfOrder.With("answered before"));
        }

        if (Late(nowMillis) is { } late)
        {
            return EndWith(late);
        }

        var point = FellowExchange.Point(new FellowTerms(Ask.Asker.Span, Ask.Asked.Span, Ask.Nonce, nonce), symptom, fresh);
        var next = new FellowRun(false, FellowStage.Answered, Ask, parties, nonce, null, point, mails, FellowSecret.Of(fresh));
        var answer = new FellowAnswer { AskId = Ask.Id, Nonce = nonce, Point = point };
        return new FlowTurn<FellowRun>(next, [Letter(MailPurposes.FellowAnswer, answer.ToBytes())], null);
    }

    /// <summary>The own patient ends it: B does not want to, or either has enough.</summary>
    public FlowTurn<FellowRun> Close() => Stage == FellowStage.Ended
        ? Unchanged(Refusals.FellowEnded.With(Code))
        : EndWith(!IsAsking && Stage == FellowStage.Asked ? Refusals.FellowDeclined : Refusals.FellowClosed) with { Refusal = null };

    /// <summary>A takes B's point, and confirms.</summary>
    /// <param name="answer">What came.</param>
    /// <param name="sender">Who signed the mail.</param>
    /// <param name="mail">Its <see cref="SignedMail.SealedHash"/>.</param>
    /// <param name="fresh">n_A, random and of this run only; the caller may dispose it afterwards.</param>
    /// <param name="signing">A's visit signing key.</param>
    /// <param name="nowMillis">Milliseconds since 1970.</param>
    public FlowTurn<FellowRun> TakeAnswer(FellowAnswer answer, Bytes32 sender, Bytes32 mail, SecretScalar fresh, SigningKey signing, ulong nowMillis)
    {
        if (Ignored(answer.AskId, sender, mail, IsAsking && Stage == FellowStage.Asked, nowMillis) is { } ignored)
        {
            return ignored;
        }

        var terms = new FellowTerms(Ask.Asker.Span, Ask.Asked.Span, Ask.Nonce, answer.Nonce);
        using var symptom = secret.ToScalar();
        var point = FellowExchange.Point(terms, symptom, fresh);
        if (point.Equals(answer.Point))
        {
            return EndWith(Refusals.FellowReflected);
        }

        using var secrets = FellowExchange.Derive(terms, point, answer.Point, fresh, asking: true);
        var proof = new FellowProof
        {
            AskId = Ask.Id,
            Point = point,
            Confirmation = secrets.AskerConfirmation(terms.Sid, point, answer.Point),
            Signature = signing.Sign(SignedMessage.Session(OwnChain, terms.Sid, FellowExchange.TranscriptHash(point, answer.Point))),
        };
        var next = new FellowRun(true, FellowStage.Proved, Ask, parties, answer.Nonce, point, answer.Point, mails.With(mail), FellowSecret.Of(secrets));
        return new FlowTurn<FellowRun>(next, [Letter(MailPurposes.FellowProof, proof.ToBytes())], null);
    }

    /// <summary>B takes A's point and confirmation: the one moment at which B learns whether the symptom is the same.</summary>
    public FlowTurn<FellowRun> TakeProof(FellowProof proof, Bytes32 sender, Bytes32 mail, SigningKey signing, ulong nowMillis)
    {
        if (Ignored(proof.AskId, sender, mail, Stage == FellowStage.Answered, nowMillis) is { } ignored)
        {
            return ignored;
        }

        var (terms, own) = (Terms, askedPoint!);
        if (proof.Point.Equals(own))
        {
            return EndWith(Refusals.FellowReflected);
        }

        var transcript = FellowExchange.TranscriptHash(proof.Point, own);
        if (!Bip340.Verify(parties.Asker, SignedMessage.Session(Ask.AskerChain, terms.Sid, transcript), proof.Signature))
        {
            return EndWith(Refusals.FellowSignatureInvalid.With("A"));
        }

        using var exponent = secret.ToScalar();
        using var secrets = FellowExchange.Derive(terms, proof.Point, own, exponent, asking: false);
        if (!FellowSecrets.Same(secrets.AskerConfirmation(terms.Sid, proof.Point, own), proof.Confirmation))
        {
            return EndWith(Refusals.FellowNotSame);
        }

        var confirmation = new FellowConfirmation
        {
            AskId = Ask.Id,
            Confirmation = secrets.AskedConfirmation(terms.Sid, proof.Point, own),
            Signature = signing.Sign(SignedMessage.Session(OwnChain, terms.Sid, transcript)),
        };
        var next = new FellowRun(false, FellowStage.Agreed, Ask, parties, askedNonce, proof.Point, own, mails.With(mail), FellowSecret.Of(secrets.SessionKey));
        return new FlowTurn<FellowRun>(next, [Letter(MailPurposes.FellowConfirmation, confirmation.ToBytes())], null);
    }

    /// <summary>A takes B's confirmation: from here on both have the key.</summary>
    public FlowTurn<FellowRun> TakeConfirmation(FellowConfirmation confirmation, Bytes32 sender, Bytes32 mail, ulong nowMillis)
    {
        if (Ignored(confirmation.AskId, sender, mail, Stage == FellowStage.Proved, nowMillis) is { } ignored)
        {
            return ignored;
        }

        var terms = Terms;
        using var secrets = secret.ToSecrets();
        if (!Bip340.Verify(parties.Asked, SignedMessage.Session(Ask.AskedChain, terms.Sid, FellowExchange.TranscriptHash(askerPoint!, askedPoint!)), confirmation.Signature))
        {
            return EndWith(Refusals.FellowSignatureInvalid.With("B"));
        }

        return FellowSecrets.Same(secrets.AskedConfirmation(terms.Sid, askerPoint!, askedPoint!), confirmation.Confirmation)
            ? new FlowTurn<FellowRun>(
                new FellowRun(true, FellowStage.Agreed, Ask, parties, askedNonce, askerPoint, askedPoint, mails.With(mail), FellowSecret.Of(secrets.SessionKey)), [], null)
            : EndWith(Refusals.FellowNotSame);
    }

    /// <summary>The other patient ended it.</summary>
    public FlowTurn<FellowRun> TakeEnd(FellowEnd end, Bytes32 sender, Bytes32 mail)
    {
        if (Ignored(end.AskId, sender, mail, Stage != FellowStage.Ended, 0) is { } ignored)
        {
            return ignored;
        }

        var reason = Refusals.Find(end.Code) ?? Refusals.FellowEnded;
        return new FlowTurn<FellowRun>(Over(reason.Code), [], reason);
    }

    /// <summary>Seals the next message. Number and mail become durable together before either leaves.</summary>
    /// <param name="text">At most <see cref="FellowLimits.TextBytesMax"/> bytes.</param>
    /// <param name="nowMillis">Milliseconds since 1970.</param>
    public FlowTurn<FellowRun> Say(ReadOnlySpan<byte> text, ulong nowMillis)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, FellowLimits.TextBytesMax);
        if (Stage != FellowStage.Agreed)
        {
            return Unchanged(Stage == FellowStage.Ended ? Refusals.FellowEnded.With(Code) : Refusals.FellowOutOfOrder.With("no key yet"));
        }

        if (Late(nowMillis) is { } late)
        {
            return EndWith(late);
        }

        var talk = new FellowTalk { AskId = Ask.Id, Number = Sent, Box = FellowMessages.Seal(secret.Bytes, IsAsking, Sent, text) };
        return new FlowTurn<FellowRun>(Counted(Sent + 1, Heard, mails), [Letter(MailPurposes.FellowTalk, talk.ToBytes())], null);
    }

    /// <summary>Takes the other side's next message; an earlier one is a replay, a later one waits (FELLOW_OUT_OF_ORDER).</summary>
    public FellowHeard Hear(FellowTalk talk, Bytes32 sender, Bytes32 mail, ulong nowMillis)
    {
        if (Ignored(talk.AskId, sender, mail, Stage == FellowStage.Agreed && talk.Number <= Heard, nowMillis) is { } ignored)
        {
            return new FellowHeard(ignored, null);
        }

        if (talk.Number < Heard)
        {
            return new FellowHeard(Unchanged(Refusals.FellowReplayed.With($"message {talk.Number}")), null);
        }

        return FellowMessages.TryOpen(secret.Bytes, !IsAsking, talk.Number, talk.Box.Span, out var text)
            ? new FellowHeard(new FlowTurn<FellowRun>(Counted(Sent, Heard + 1, mails.With(mail)), [], null), text)
            : new FellowHeard(Unchanged(Refusals.FellowUnreadable.With($"message {talk.Number}")), null);
    }

    /// <summary>Time passed: the run may be over.</summary>
    public FlowTurn<FellowRun> Tick(ulong nowMillis) =>
        Stage != FellowStage.Ended && Late(nowMillis) is { } late ? EndWith(late) : Unchanged(null);

    public static Parsed<FellowRun> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        reader.Array(Fields);
        reader.Version(Version);
        var asking = reader.Bool();
        var stage = (FellowStage)reader.UInt((ulong)FellowStage.Ended);
        var ask = FellowAsk.Parse(reader.Bytes(1, AskBytesMax));
        var keys = new FellowParties(reader.Bytes32(), reader.Bytes32());
        var nonce = reader.Bytes32();
        var pointA = ReadPoint(ref reader);
        var pointB = ReadPoint(ref reader);
        var (sent, heard) = (reader.UInt(FellowLimits.TimeMax), reader.UInt(FellowLimits.TimeMax));
        var taken = MailLog.Read(ref reader);
        var code = reader.Text(RecordLimits.CodeBytesMax);
        var bytes = reader.Bytes(0, FellowSecret.SizeMax);
        if (!reader.Complete || !ask.Ok || (code.Length > 0) != (stage == FellowStage.Ended)
            || !FellowSecret.TryRead(asking, stage, bytes, out var kept)
            || !HasPoints(asking, stage, pointA, pointB))
        {
            return Refusals.Malformed.With("run of a patients' session");
        }

        return new FellowRun(asking, stage, ask.Value, keys, nonce, pointA, pointB, taken, kept) { Code = code, Sent = sent, Heard = heard };
    }

    /// <summary>Holds t, an exponent or a key: encrypt, then zero.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter().Array(Fields).UInt(Version).Bool(IsAsking).UInt((ulong)Stage).Bytes(Ask.ToBytes())
            .Bytes(parties.Asker).Bytes(parties.Asked).Bytes(askedNonce);
        writer.Bytes(askerPoint is null ? default : askerPoint.Encoded).Bytes(askedPoint is null ? default : askedPoint.Encoded).UInt(Sent).UInt(Heard);
        mails.Write(writer);
        return writer.Text(Code).Bytes(secret.Bytes).ToArrayAndClear();
    }

    public void Dispose() => secret.Dispose();

    public override string ToString() => $"FellowRun {Ask.Id} {(IsAsking ? "asking" : "asked")} {Stage}";

    private static G1? ReadPoint(ref CanonicalReader reader)
    {
        var bytes = reader.Bytes(0, G1.Size);
        if (!bytes.IsEmpty && !G1.TryDecode(bytes, out var point))
        {
            reader.Fail();
        }
        else if (!bytes.IsEmpty)
        {
            G1.TryDecode(bytes, out point);
            return point;
        }

        return null;
    }

    private static bool HasPoints(bool asking, FellowStage stage, G1? pointA, G1? pointB) => stage switch
    {
        FellowStage.Asked => pointA is null && pointB is null,
        FellowStage.Answered => !asking && pointA is null && pointB is not null,
        FellowStage.Proved => asking && pointA is not null && pointB is not null,
        FellowStage.Agreed => pointA is not null && pointB is not null,
        _ => pointA is null && pointB is null,
    };

    /// <summary>A mail taken before, a stranger's, one out of order, or one for a run that is over: nothing changes. A late one ends the run.</summary>
    private FlowTurn<FellowRun>? Ignored(Bytes32 askId, Bytes32 sender, Bytes32 mail, bool inOrder, ulong nowMillis) =>
        mails.Knows(mail) ? Unchanged(null)
        : askId != Ask.Id || sender != Other ? Unchanged(Refusals.FellowStranger.With(sender.ToString()))
        : Stage == FellowStage.Ended ? Unchanged(Refusals.FellowEnded.With(Code))
        : Late(nowMillis) is { } late ? EndWith(late)
        : !inOrder ? Unchanged(Refusals.FellowOutOfOrder.With(Stage.ToString()))
        : null;

    private Refusal? Late(ulong nowMillis) => nowMillis >= EndMillis ? Refusals.FellowExpired : null;

    private FlowTurn<FellowRun> Unchanged(Refusal? refusal) => new(this, [], refusal);

    private FlowTurn<FellowRun> EndWith(Refusal refusal) =>
        new(Over(refusal.Code), [Letter(MailPurposes.FellowEnd, new FellowEnd { AskId = Ask.Id, Code = refusal.Code }.ToBytes())], refusal);

    private FellowRun Over(string code) =>
        new(IsAsking, FellowStage.Ended, Ask, parties, askedNonce, null, null, mails, FellowSecret.None) { Code = code, Sent = Sent, Heard = Heard };

    private FellowRun Counted(ulong sent, ulong heard, MailLog log) =>
        new(IsAsking, Stage, Ask, parties, askedNonce, askerPoint, askedPoint, log, secret.Copy()) { Sent = sent, Heard = heard };

    private FlowLetter Letter(string purpose, byte[] content) => new(purpose, Other, content);
}
