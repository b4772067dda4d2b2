using System.Security.Cryptography;
using HospitalChain.Consensus;
using HospitalChain.Crypto;
using HospitalChain.Node.Api;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Node.Desk;

/// <summary>
/// Sees assigned visits through: submits their records until they stand on the chain, then writes ASSIGNMENT to each
/// doctor and the order to the patient, each letter once. Progress is on the disk, so a restart goes on where it was.
/// </summary>
public sealed class VisitCourier(HospitalIdentity hospital, ILedger chain, ILedgers ledgers, DeskStore store, RegistrationDesk desk, IPostOffice mail, TimeProvider time, ILogger<VisitCourier> log)
{
    private static readonly TimeSpan LetterLifetime = TimeSpan.FromDays(14);

    /// <summary>Does what can be done now, visit by visit; one visit's trouble does not stop another's.</summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        foreach (var entry in store.Open().Where(entry => entry.Stage == DeskStage.Assigned).ToArray())
        {
            if (chain.State.Entries.Record(entry.Record!.Id) is { Accepted: true })
            {
                await SendLettersAsync(entry, cancellation);
            }
            else if ((await chain.StatusOfAsync(entry.Record.Id, cancellation)).Answer.Status is SubmissionStatus.Unknown or SubmissionStatus.Rejected)
            {
                await desk.SubmitAsync(entry, TimeSpan.Zero, cancellation);
            }
        }
    }

    private async Task SendLettersAsync(DeskEntry entry, CancellationToken cancellation)
    {
        if (ledgers.Registry?.State.Entries is not { } registry || registry.Enrolment(hospital.Signing.PublicKey) is not { } enrolment)
        {
            return; // The letters name PID_i, which the registry block of the enrolment brings.
        }

        var body = (RegisterVisit)entry.Record!.Body;
        for (var sent = entry.LettersSent; sent <= body.Doctors.Count; sent++)
        {
            var letter = sent < body.Doctors.Count
                ? ToDoctor(entry, body, enrolment.Pid, body.Doctors[(int)sent])
                : ToPatient(body);
            if (await mail.PostAsync(letter, hospital.ChainId, cancellation) is { } refusal)
            {
                log.LetterRefused(entry.Record.Id, letter.Recipient, refusal.Code);
                if (refusal.Reason.Kind is RefusalKind.NotReady or RefusalKind.RateLimited or RefusalKind.Conflict)
                {
                    return;
                }
            }

            entry = entry with { LettersSent = sent + 1, Stage = sent == body.Doctors.Count ? DeskStage.Done : DeskStage.Assigned };
            store.Put(entry);
        }
    }

    private SignedMail ToDoctor(DeskEntry entry, RegisterVisit body, ReadOnlyMemory<byte> hospitalPid, Bytes32 doctor)
    {
        var assignment = new DoctorAssignment
        {
            ChainId = hospital.ChainId,
            HospitalPid = hospitalPid,
            Pid = body.Claim.Pid,
            Doctors = body.Doctors,
            Id = desk.ContentsOf(entry.Registration!).Id,
            Alpha = entry.Alpha,
        };
        var entries = chain.State.Entries;
        var current = entries.CurrentKeyOf(doctor); // who rotated meanwhile gets it under the key in force
        return Write(MailPurposes.Assignment, current, entries.Enrolment(current)!.Sealing, assignment.ToBytes());
    }

    private SignedMail ToPatient(RegisterVisit body)
    {
        var order = new VisitOrder { ChainId = hospital.ChainId, Pid = body.Claim.Pid, Doctors = body.Doctors };
        return Write(MailPurposes.VisitOrder, body.Claim.Keys.Signing, body.Claim.Keys.Sealing, order.ToBytes());
    }

    private SignedMail Write(string purpose, Bytes32 recipient, ReadOnlyMemory<byte> sealingKey, byte[] plaintext)
    {
        if (!SealingPublicKey.TryDecode(sealingKey.Span, out var to))
        {
            throw new InvalidDataException("a sealing key on the chain does not decode");
        }

        var id = new Bytes32(RandomNumberGenerator.GetBytes(Bytes32.Size));
        var expiry = (ulong)(time.GetUtcNow() + LetterLifetime).ToUnixTimeMilliseconds();
        var letter = SignedMail.Write(new MailLetter(purpose, hospital.ChainId, recipient, id, expiry), hospital.Signing, to, plaintext);
        CryptographicOperations.ZeroMemory(plaintext);
        return letter;
    }
}
