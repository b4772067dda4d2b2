using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// One doctor's part in passing a diagnosis along (crypto.md §6, BC22 §4.4): takes the hand-over of the doctor before and
/// checks all of it, signs once it is the own turn, hands on, and signs again when asked, at most N times. Its bytes
/// (<see cref="SigningState"/>) hold what the doctors wrote: they are stored encrypted only.
/// </summary>
public sealed class SigningRun
{
    private readonly SigningState state;

    private SigningRun(SigningState state) => this.state = state;

    public TeamTerms Terms => state.Terms;

    /// <summary>k, from 1.</summary>
    public uint Place => state.Place;

    public SigningStage Stage => state.Stage;

    /// <summary>How often this doctor signed; at most N + 1.</summary>
    public uint Attempts => state.Attempts;

    /// <summary>How often this doctor asked the one before again; at most N.</summary>
    public uint Requests => state.Requests;

    /// <summary>What the doctors wrote, up to this one's own part once there is one.</summary>
    public TeamContent Content => state.Content;

    /// <summary>What this doctor wrote, also while it waits to be signed again; null before.</summary>
    public TeamPart? OwnPart => Content.Parts.ElementAtOrDefault((int)Place - 1);

    /// <summary>The own step, for the chain; null before it is signed.</summary>
    public Record? Step => state.Step;

    /// <summary>Why the run ended; empty before.</summary>
    public string Code => state.Code;

    /// <summary>When this doctor's time is over.</summary>
    public ulong DueMillis => Terms.Team.DueMillis(Place);

    /// <summary>A run before anything came; the first doctor's turn it is at once.</summary>
    /// <exception cref="ArgumentException">The doctor is not in the team.</exception>
    public static SigningRun Await(TeamTerms terms, Bytes32 doctor)
    {
        var place = terms.PlaceOf(doctor);
        return place == 0
            ? throw new ArgumentException("not a doctor of this team", nameof(doctor))
            : new SigningRun(new SigningState(terms, place) { Stage = place == 1 ? SigningStage.Ready : SigningStage.Waiting });
    }

    public static Parsed<SigningRun> Parse(ReadOnlySpan<byte> input) =>
        SigningState.Parse(input) is { } read ? new SigningRun(read) : Refusals.Malformed.With("signing run");

    /// <summary>Holds what the doctors wrote: encrypt, then zero.</summary>
    public byte[] ToBytes() => state.ToBytes();

    /// <summary>Takes what the doctor before handed on. What does not hold is asked for again, up to N times.</summary>
    /// <param name="handOver">What came.</param>
    /// <param name="sender">Who signed the mail.</param>
    /// <param name="mail">Its <see cref="SignedMail.SealedHash"/>.</param>
    /// <param name="key">The group key.</param>
    /// <param name="nowMillis">Milliseconds since 1970.</param>
    public FlowTurn<SigningRun> TakeHandOver(HandOver handOver, Bytes32 sender, Bytes32 mail, TeamKey key, ulong nowMillis)
    {
        if (Ignored(handOver.ChainId, handOver.Sid, sender, mail, Place - 1) is { } ignored)
        {
            return ignored;
        }

        if (Late(nowMillis) is { } late)
        {
            return Stage == SigningStage.Signed ? Refused(late) : EndWith(late);
        }

        var taken = With(state with { Mails = state.Mails.With(mail) });
        if (HandOverCheck.StepOf(handOver, Terms, sender) is not var (record, step))
        {
            return taken.AskAgain(Refusals.HandOverInvalid.With("step"), signAgain: false);
        }

        if (step.Attempt < state.PreviousAttempt || record.Id == state.PreviousId)
        {
            return taken.Refused(Refusals.StepSuperseded.With($"attempt {step.Attempt} after {state.PreviousAttempt}"));
        }

        if (!key.TryOpen(handOver.Place, handOver.SealedDraft.Span, out var draft))
        {
            return taken.AskAgain(Refusals.HandOverInvalid.With("draft"), signAgain: false);
        }

        var content = HandOverCheck.ContentOf(draft, step, Terms);
        return !content.Ok ? taken.AskAgain(content.Refusal, signAgain: true) : Went(With(taken.state with
        {
            Stage = SigningStage.Ready,
            Content = OwnPart is { } own ? content.Value.With((int)Place - 1, own) : content.Value,
            Step = null,
            PreviousId = record.Id,
            PreviousSignature = step.Signature,
            PreviousAttempt = step.Attempt,
        }));
    }

    /// <summary>
    /// The run by what the chain has of this place: a signature that the chain refused, since an earlier doctor had signed
    /// again meanwhile, is no attempt, and the next one is numbered as if it had not been.
    /// </summary>
    /// <param name="accepted">The place's newest accepted attempt; 0 where there is none.</param>
    public SigningRun Counting(uint accepted) => Stage == SigningStage.Signed ? this : With(state with { Attempts = accepted });

    /// <summary>Adds the own part, signs, and hands on.</summary>
    /// <param name="part">What this doctor writes, with a fresh salt.</param>
    /// <param name="multisignature">The doctor's secret.</param>
    /// <param name="signing">The doctor's signing key.</param>
    /// <param name="key">The group key.</param>
    /// <param name="nowMillis">Milliseconds since 1970.</param>
    public FlowTurn<SigningRun> Sign(TeamPart part, MultisignatureKey multisignature, SigningKey signing, TeamKey key, ulong nowMillis)
    {
        if (MayNotSign(nowMillis) is { } refusal)
        {
            return refusal;
        }

        var content = Content.With((int)Place - 1, part);
        if (part.Message.Length > FlowLimits.TeamPartBytesMax || (Place < Terms.Size && content.ToBytes().Length > FlowLimits.TeamDraftBytesMax))
        {
            return Refused(Refusals.MailTooLarge.With($"of all doctors so far, limit {FlowLimits.TeamDraftBytesMax}"));
        }

        if (!OrderedMultisignature.TrySign(multisignature, Terms.StatementOf(content.Commitments), Terms.KeysOf(Place - 1), Previous(), out var signature))
        {
            return AskAgain(Refusals.TeamSignatureInvalid.With($"place {Place - 1}"), signAgain: true);
        }

        var body = new TeamStep
        {
            Sid = Terms.Sid,
            Previous = state.PreviousId,
            Place = Place,
            Attempt = Attempts + 1,
            Commitment = part.Commitment,
            Signature = signature.Encoded.ToArray(),
        };
        var next = With(state with
        {
            Stage = SigningStage.Signed,
            Attempts = Attempts + 1,
            Content = content,
            Step = Record.Sign(Terms.ChainId, nowMillis, body, signing),
        });
        return new FlowTurn<SigningRun>(next, next.HandOn(key), null);
    }

    /// <summary>
    /// The next doctor asks: for the same again, or for another signature, which is this doctor's turn anew. What was signed
    /// stays as it is where neither time nor attempts are left.
    /// </summary>
    public FlowTurn<SigningRun> TakeRequest(HandOverRequest request, Bytes32 sender, Bytes32 mail, TeamKey key, ulong nowMillis)
    {
        if (Ignored(request.ChainId, request.Sid, sender, mail, Place + 1) is { } ignored)
        {
            return ignored;
        }

        if (Stage != SigningStage.Signed || request.Place != Place)
        {
            return Refused(Refusals.NotYourTurn.With($"place {Place} has nothing to hand on"));
        }

        var taken = With(state with { Mails = state.Mails.With(mail) });
        return !request.SignAgain ? new FlowTurn<SigningRun>(taken, taken.HandOn(key), null)
            : Attempts > Terms.Team.ResignMax ? taken.Refused(LimitReached())
            : Late(nowMillis) is { } late ? taken.Refused(late)
            : Went(With(taken.state with { Stage = SigningStage.Ready, Step = null }));
    }

    /// <summary>The chain has the step of the doctor before, but no hand-over came: ask for it.</summary>
    public FlowTurn<SigningRun> Ask(ulong nowMillis) =>
        Stage != SigningStage.Waiting ? Went(this)
        : Late(nowMillis) is { } late ? EndWith(late)
        : AskAgain(null, signAgain: false);

    /// <summary>Time passed: an unsigned step may be late.</summary>
    public FlowTurn<SigningRun> Tick(ulong nowMillis) =>
        Stage is SigningStage.Waiting or SigningStage.Ready && Late(nowMillis) is { } late ? EndWith(late) : Went(this);

    public override string ToString() => $"SigningRun {Terms.Sid} place {Place} {Stage}";

    private FlowTurn<SigningRun>? MayNotSign(ulong nowMillis) => Stage switch
    {
        SigningStage.Ended => Refused(Refusals.TeamExpired.With(Code)),
        SigningStage.Signed => Refused(Refusals.NotYourTurn.With($"place {Place} has signed")),
        _ when Late(nowMillis) is { } late => EndWith(late),
        SigningStage.Waiting => Refused(Refusals.NotYourTurn.With($"place {Place - 1} is next or has to hand on: {Terms.DoctorAt(Place - 1)}")),
        _ => Attempts > Terms.Team.ResignMax ? EndWith(LimitReached()) : null,
    };

    private OrderedMultisignature? Previous()
    {
        if (Place == 1)
        {
            return null;
        }

        return OrderedMultisignature.TryDecode(state.PreviousSignature.Span, out var previous)
            ? previous
            : throw new InvalidDataException("a signature that was verified does not decode");
    }

    /// <summary>For the next doctor; the last hands on nothing.</summary>
    private FlowLetter[] HandOn(TeamKey key)
    {
        if (Place == Terms.Size)
        {
            return [];
        }

        var handOver = new HandOver
        {
            ChainId = Terms.ChainId,
            Sid = Terms.Sid,
            Place = Place,
            Step = Step!.Bytes,
            SealedDraft = key.Seal(Place, Content.ToBytes()),
        };
        return [new FlowLetter(MailPurposes.HandOver, Terms.DoctorAt(Place + 1), handOver.ToBytes())];
    }

    private FlowTurn<SigningRun> AskAgain(Refusal? refusal, bool signAgain)
    {
        if (Requests >= Terms.Team.ResignMax)
        {
            var why = refusal is null ? string.Empty : ", last for " + refusal.Code;
            return EndWith(Refusals.ResignLimit.With($"place {Place - 1} was asked {Requests} times{why}"));
        }

        var request = new HandOverRequest { ChainId = Terms.ChainId, Sid = Terms.Sid, Place = Place - 1, SignAgain = signAgain };
        return new FlowTurn<SigningRun>(
            With(state with { Requests = Requests + 1 }),
            [new FlowLetter(MailPurposes.HandOverRequest, Terms.DoctorAt(Place - 1), request.ToBytes())],
            refusal);
    }

    /// <summary>A mail taken before, one of another session or from anyone but the neighbour, or one for a run that is over.</summary>
    private FlowTurn<SigningRun>? Ignored(Bytes32 chainId, Bytes32 sid, Bytes32 sender, Bytes32 mail, uint neighbour) =>
        state.Mails.Knows(mail) ? Went(this)
        : chainId != Terms.ChainId || sid != Terms.Sid || neighbour == 0 || Terms.PlaceOf(sender) != neighbour ? Refused(Refusals.TeamStranger.With(sender.ToString()))
        : Stage == SigningStage.Ended ? Refused(Refusals.TeamExpired.With(Code))
        : null;

    private Refusal? Late(ulong nowMillis) =>
        nowMillis > DueMillis ? Refusals.DeadlinePassed.With($"place {Place} was due at {DueMillis}, it is {nowMillis}") : null;

    private Refusal LimitReached() => Refusals.ResignLimit.With($"place {Place} signed {Attempts} times");

    private static SigningRun With(SigningState changed) => new(changed);

    private static FlowTurn<SigningRun> Went(SigningRun next) => new(next, [], null);

    private FlowTurn<SigningRun> Refused(Refusal refusal) => new(this, [], refusal);

    private FlowTurn<SigningRun> EndWith(Refusal refusal) => new(With(state with { Stage = SigningStage.Ended, Code = refusal.Code }), [], refusal);
}
