using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Node.Chains;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Desk;

/// <summary>
/// The hospital's desk (chain.md §7): hands out tickets, takes one registration for each, and makes a visit of it once
/// doctors are assigned. Every step is on the disk before it is answered.
/// </summary>
public sealed class RegistrationDesk(HospitalIdentity hospital, ILedger chain, DeskStore store, TimeProvider time)
{
    /// <summary>A ticket nobody used is worth nothing after this.</summary>
    public static readonly TimeSpan TicketLifetime = TimeSpan.FromHours(24);

    /// <summary>Tickets handed out and not used yet.</summary>
    public const int UnusedTicketsMax = 1_000;

    private readonly Lock gate = new();

    public Bytes32 ChainId => hospital.ChainId;

    /// <summary>A fresh α, remembered for good once its ticket is used.</summary>
    public Parsed<DeskEntry> Issue(string reference)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(reference) > DeskEntry.ReferenceBytesMax)
        {
            return Refusals.Malformed.With($"a reference has at most {DeskEntry.ReferenceBytesMax} bytes");
        }

        lock (gate)
        {
            if (ForgetExpired() >= UnusedTicketsMax)
            {
                return Refusals.Busy.With($"{UnusedTicketsMax} tickets are unused");
            }

            var entry = new DeskEntry { Stage = DeskStage.Issued, Alpha = Evidence.NewAlpha(), Reference = reference, IssuedMillis = Now() };
            store.Put(entry);
            return entry;
        }
    }

    /// <summary>Takes a patient's registration, once per ticket; the very same one again is answered alike.</summary>
    public Parsed<DeskEntry> Register(Registration registration)
    {
        lock (gate)
        {
            if (store.Find(registration.Claim.EvidenceHash) is not { } entry)
            {
                return Refusals.TicketUnknown;
            }

            if (entry.Registration is { } earlier)
            {
                return earlier.ToBytes().AsSpan().SequenceEqual(registration.ToBytes()) ? entry : Refusals.TicketUsed;
            }

            if (IsExpired(entry))
            {
                return Refusals.TicketUnknown.With("expired");
            }

            if (RefusalOf(registration) is { } refusal)
            {
                return refusal;
            }

            var registered = entry with { Stage = DeskStage.Registered, Registration = registration, RegisteredMillis = Now() };
            store.Put(registered);
            return registered;
        }
    }

    /// <summary>Registrations without doctors, and visits whose block or letters are on their way, oldest first.</summary>
    public IReadOnlyList<DeskEntry> Pending() =>
        [.. store.Open().Where(entry => entry.Registration is not null).OrderBy(entry => entry.RegisteredMillis)];

    /// <summary>ID and symptoms of a registration.</summary>
    public RegistrationContents ContentsOf(Registration registration) => registration.Open(hospital.Sealing, hospital.ChainId).OrThrow();

    /// <summary>
    /// Signs the visit's record and keeps it; <see cref="VisitCourier"/> sees it into a block and writes the letters.
    /// The same doctors again are answered alike.
    /// </summary>
    public Parsed<DeskEntry> Assign(ReadOnlySpan<byte> pid, IReadOnlyList<Bytes32> doctors)
    {
        if (doctors.Count is < 1 or > RecordLimits.DoctorsPerVisitMax || doctors.Distinct().Count() != doctors.Count)
        {
            return Refusals.Malformed.With($"1 to {RecordLimits.DoctorsPerVisitMax} different doctors");
        }

        lock (gate)
        {
            if (store.FindByPid(pid) is not { Registration: { } registration } entry)
            {
                return Refusals.VisitUnknown.With("no registration under this pseudo-identity");
            }

            if (entry.Record?.Body is RegisterVisit assigned)
            {
                return assigned.Doctors.SequenceEqual(doctors) ? entry : Refusals.NotNew.With("doctors are assigned already");
            }

            var entries = chain.State.Entries;
            if (doctors.FirstOrDefault(doctor => !entries.IsDoctorInGoodStanding(doctor)) is { IsZero: false } unknown)
            {
                return Refusals.DoctorUnknown.With(unknown.ToString());
            }

            var body = new RegisterVisit { Claim = registration.Claim, PatientSignature = registration.VisitSignature, Doctors = [.. doctors] };
            var signed = entry with { Stage = DeskStage.Assigned, Record = Record.Sign(hospital.ChainId, Now(), body, hospital.Signing), RefusalCode = string.Empty };
            store.Put(signed);
            return signed;
        }
    }

    /// <summary>Brings an assigned visit's record onto the chain, again if need be.</summary>
    public async Task<Submission> SubmitAsync(DeskEntry entry, TimeSpan patience, CancellationToken cancellation)
    {
        var submission = await chain.SubmitForPromiseAsync(entry.Record!, patience, cancellation);
        if (submission.Answer is { Status: SubmissionStatus.Rejected, Refusal: not { Reason.Kind: RefusalKind.RateLimited or RefusalKind.NotReady } })
        {
            TakeBack(entry, submission.Answer.Refusal?.Code ?? "REJECTED");
        }

        return submission;
    }

    /// <summary>The chain refused the visit, say because a doctor was expelled meanwhile: the desk assigns anew.</summary>
    private void TakeBack(DeskEntry entry, string code)
    {
        lock (gate)
        {
            if (store.Find(entry.EvidenceHash) is { Stage: DeskStage.Assigned } current && current.Record!.Id == entry.Record!.Id)
            {
                store.Put(current with { Stage = DeskStage.Registered, Record = null, RefusalCode = code });
            }
        }
    }

    private Refusal? RefusalOf(Registration registration)
    {
        var opened = registration.Open(hospital.Sealing, hospital.ChainId);
        if (!opened.Ok)
        {
            return opened.Refusal;
        }

        var (claim, entries) = (registration.Claim, chain.State.Entries);
        return !P21PublicKey.TryDecode(claim.Keys.P21Receiving.Span, out _) ? Refusals.KeyMalformed.With("P21 receiving key")
            : entries.Visit(claim.Pid.Span) is not null || store.FindByPid(claim.Pid.Span) is not null ? Refusals.NotNew.With("PID")
            : entries.SigningKeyUsed(claim.Keys.Signing) ? Refusals.NotNew.With("visit's signing key")
            : null;
    }

    private int ForgetExpired()
    {
        var unused = 0;
        foreach (var entry in store.Open().Where(entry => entry.Stage == DeskStage.Issued).ToArray())
        {
            if (IsExpired(entry))
            {
                store.Remove(entry.EvidenceHash);
            }
            else
            {
                unused++;
            }
        }

        return unused;
    }

    private bool IsExpired(DeskEntry entry) => Now() > entry.IssuedMillis + (ulong)TicketLifetime.TotalMilliseconds;

    private ulong Now() => (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
}
