using System.Security.Cryptography;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Client.Tests.Network;

/// <summary>A hospital's desk: tickets once each, registrations opened, doctors assigned and written to.</summary>
internal sealed class TestDesk(TestChain chain, TestChain registry, KeyTree hospital, NodeAddress node, List<SignedMail> mailbox, TestClock clock)
{
    private readonly Dictionary<Bytes32, byte[]> tickets = [];
    private readonly Dictionary<string, (Registration Registration, RegistrationContents Contents, byte[] Alpha)> waiting = new(StringComparer.Ordinal);

    public DeskTicket Issue()
    {
        using var sealing = hospital.Sealing(0);
        var ticket = new DeskTicket
        {
            ChainId = chain.Genesis.ChainId,
            HospitalSealing = sealing.PublicKey.Encoded.ToArray(),
            NodeKey = node.NodeKey,
            TlsFingerprint = node.TlsFingerprint,
            Address = node.Address.ToString(),
            Alpha = Evidence.NewAlpha(),
        };
        tickets[ticket.EvidenceHash] = ticket.Alpha.ToArray();
        return ticket;
    }

    public Refusal? Register(Registration registration)
    {
        using var sealing = hospital.Sealing(0);
        var contents = registration.Open(sealing, chain.Genesis.ChainId);
        if (!contents.Ok)
        {
            return contents.Refusal;
        }

        if (!tickets.Remove(registration.Claim.EvidenceHash, out var alpha))
        {
            return Refusals.TicketUsed;
        }

        waiting[Convert.ToHexStringLower(registration.Claim.Pid.Span)] = (registration, contents.Value, alpha);
        return null;
    }

    public IEnumerable<object> Waiting() => waiting.Select(item => new { pid = item.Key, id = item.Value.Contents.Id, symptoms = item.Value.Contents.Symptoms, timeMillis = clock.NowMillis });

    public Parsed<Record> Assign(string pid, IReadOnlyList<Bytes32> doctors)
    {
        if (!waiting.Remove(pid, out var item))
        {
            return Refusals.VisitUnknown;
        }

        using var signing = hospital.Signing(0);
        var claim = item.Registration.Claim;
        var record = Record.Sign(chain.Genesis.ChainId, clock.NowMillis, new RegisterVisit { Claim = claim, PatientSignature = item.Registration.VisitSignature, Doctors = doctors }, signing);
        if (chain.Apply(record) is { } refusal)
        {
            return refusal;
        }

        var hospitalPid = registry.State.Entries.Enrolment(signing.PublicKey)!.Pid;
        foreach (var doctor in doctors)
        {
            var assignment = new DoctorAssignment
            {
                ChainId = chain.Genesis.ChainId,
                HospitalPid = hospitalPid,
                Pid = claim.Pid,
                Doctors = doctors,
                Id = item.Contents.Id,
                Alpha = item.Alpha,
            };
            Mail(signing, MailPurposes.Assignment, doctor, chain.State.Entries.Enrolment(doctor)!.Sealing, assignment.ToBytes());
        }

        var order = new VisitOrder { ChainId = chain.Genesis.ChainId, Pid = claim.Pid, Doctors = doctors };
        Mail(signing, MailPurposes.VisitOrder, claim.Keys.Signing, claim.Keys.Sealing, order.ToBytes());
        return record;
    }

    private void Mail(SigningKey sender, string purpose, Bytes32 recipient, ReadOnlyMemory<byte> sealing, byte[] content)
    {
        Assert.True(SealingPublicKey.TryDecode(sealing.Span, out var key));
        var id = new Bytes32(RandomNumberGenerator.GetBytes(32));
        mailbox.Add(SignedMail.Write(new MailLetter(purpose, chain.Genesis.ChainId, recipient, id, clock.NowMillis + 86_400_000), sender, key, content));
    }
}
