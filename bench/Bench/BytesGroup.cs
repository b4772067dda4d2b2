using System.Security.Cryptography;
using System.Text.Json;
using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Node.Content;
using HospitalChain.Node.Json;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Bench;

/// <summary>
/// Bytes sent for one diagnosis, by phase and party, as the papers' communication tables: every message is made as the
/// parties make it, and measured. For a team of each size, and for one doctor (L19).
/// </summary>
internal static class BytesGroup
{
    /// <summary>What each doctor writes, in bytes.</summary>
    public const int Written = 256;

    private const int TeamMax = 16;

    private static readonly JsonSerializerOptions Json = NodeJson();

    public static IReadOnlyList<BenchRow> Measure() => [.. OneDoctor(), .. Enumerable.Range(1, TeamMax).SelectMany(size => new TeamBytes(size).Rows())];

    /// <summary>The patient at the desk, and what the hospital tells everyone; the same in both suites.</summary>
    public static void Register(SentBytes sent, World world, Visit visit, IReadOnlyList<Party> doctors)
    {
        const string Phase = "register";
        var ticket = new DeskTicket
        {
            ChainId = sent.ChainId,
            HospitalSealing = world.Hospital.Sealing.PublicKey.Encoded.ToArray(),
            NodeKey = world.Hospital.Key,
            TlsFingerprint = world.Hospital.TlsFingerprint,
            Address = "https://127.0.0.1:7412/",
            Alpha = visit.Alpha,
        };
        var registration = Registration.Make(ticket, visit.Claim, visit.Signing, visit.Id, "cough, fever").Value ?? throw new InvalidOperationException("an honest registration was refused");
        sent.Plain(Phase, "patient", registration.ToBytes());
        sent.Record(Phase, "hospital", world.RegisterVisit(visit, doctors));
        var keys = doctors.Select(doctor => doctor.Key).ToArray();
        var assignment = new DoctorAssignment
        {
            ChainId = sent.ChainId, HospitalPid = world.HospitalPid, Pid = visit.Claim.Pid, Doctors = keys, Id = visit.Id, Alpha = visit.Alpha,
        }.ToBytes();
        foreach (var doctor in doctors)
        {
            sent.Mail(Phase, "hospital", MailPurposes.Assignment, world.Hospital.Signing, doctor, assignment);
        }

        var order = new VisitOrder { ChainId = sent.ChainId, Pid = visit.Claim.Pid, Doctors = keys };
        sent.Mail(Phase, "hospital", MailPurposes.VisitOrder, world.Hospital.Signing, visit, order.ToBytes());
    }

    /// <summary>The store's answer to a finished upload, as its API gives it.</summary>
    public static void Receipt(SentBytes sent, string phase, World world, ContentReceipt content, Bytes32 context) =>
        sent.Plain(phase, "store", JsonSerializer.SerializeToUtf8Bytes(
            new SignedReceipt(sent.ChainId, content.ContentHash, (long)content.SizeBytes, context, (long)content.TimeMillis, world.Cloud.Key, content.Signature), Json));

    /// <summary>A reader asks, the patient consents, the proxy delivers; the same in both suites but for the record and its capsule.</summary>
    public static void Share(SentBytes sent, World world, Visit visit, Record record, ReadOnlyMemory<byte> capsule)
    {
        const string Phase = "share";
        var reader = world.Doctor("reader");
        var grant = world.Grant(visit, reader, record.Id);
        var body = (Grant)grant.Body;
        var terms = new DelegationTerms
        {
            ChainId = sent.ChainId, Pid = visit.Claim.Pid, Scope = body.Scope, Target = body.Target, Grantee = body.Grantee, Purpose = body.Purpose,
            FromMillis = body.FromMillis, UntilMillis = body.UntilMillis, Proxy = body.Proxy,
        };
        using var delegation = reader.Keys.Delegation(0);
        var shareId = ((PairingDelegation)body.Delegation).ShareId;
        using var begun = DoctorDelegation.Begin(terms, shareId, delegation, reader.Signing);
        sent.Mail(Phase, "reader", MailPurposes.DelegationOffer, reader.Signing, visit, begun.Offer.ToBytes());
        sent.Mail(Phase, "reader", MailPurposes.DelegationProxy, reader.Signing, world.Proxy, begun.ProxyHalf.ToBytes());
        sent.Record(Phase, "patient", grant);
        using var consent = new DelegationConsent { ChainId = sent.ChainId, ShareId = shareId, GrantId = grant.Id, Blinded = SecretScalar.Random() };
        sent.Mail(Phase, "patient", MailPurposes.DelegationConsent, visit.Signing, world.Proxy, consent.ToBytes());
        var request = AccessRequest.Sign(sent.ChainId, record.Id, grant.Id, shareId, World.StartMillis, reader.Signing);
        var asked = new CanonicalWriter();
        request.Write(asked);
        sent.Plain(Phase, "reader", asked.ToArray());
        var access = Record.Sign(
            sent.ChainId, World.StartMillis, new Access { Request = request, Delivered = true, RefusalCode = string.Empty, Requests = 1 }, world.Proxy.Signing);
        sent.Record(Phase, "proxy", access);
        sent.Plain(Phase, "proxy", new AccessDelivery { Record = record.Bytes, Capsule = capsule, AccessId = access.Id, Promise = Promised(world, access) }.ToBytes());
    }

    /// <summary>The hospital's promise for a record.</summary>
    public static byte[] Promised(World world, Record record)
    {
        var deadline = World.StartMillis + world.HospitalGenesis.Parameters.PromiseWaitMillis;
        return new Promise(record.ChainId, record.Id, World.StartMillis, deadline, world.Hospital.Signing.Sign(
            SignedMessage.Promise(record.ChainId, record.Id, World.StartMillis, deadline))).ToBytes();
    }

    private static JsonSerializerOptions NodeJson()
    {
        var json = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ApiJson.Configure(json);
        return json;
    }

    private static IEnumerable<BenchRow> OneDoctor()
    {
        var world = new World();
        var (sent, visit, doctor) = (new SentBytes(world), world.NewVisit("pat"), world.Doctor("ada"));
        sent.Record("enrol", "system manager", world.RegistryBlocks[0].Records[0]); // the hospital
        sent.Record("enrol", "hospital", world.EnrolDoctor(doctor));
        Register(sent, world, visit, [doctor]);

        var sealedContent = ContentEncryption.Seal(RandomNumberGenerator.GetBytes(Written), ContentEncryption.NewKey());
        var record = world.Diagnose(doctor, visit, "finding");
        var body = (Diagnosis)record.Body;
        sent.Plain("diagnose", "doctor", sealedContent);
        Receipt(sent, "diagnose", world, body.Content, Transcript.Of("BENCH").Hash32());
        sent.Record("diagnose", "doctor", record);
        sent.Plain("diagnose", "hospital", Promised(world, record));
        using var symptom = Symptom.FromCode(World.SnomedSystem, "386661006");
        using var notice = new SymptomNotice { ChainId = sent.ChainId, HospitalPid = world.HospitalPid, Pid = visit.Claim.Pid, Symptom = symptom };
        sent.Mail("diagnose", "doctor", MailPurposes.Symptom, doctor.Signing, visit, notice.ToBytes());

        using var hospital = world.Hospital.Keys.Hospital(0);
        var trapdoor = L19Trapdoor.Make(visit.Key, symptom, hospital.PublicKey());
        var search = new SearchRequest { ChainId = sent.ChainId, Pid = visit.Claim.Pid, Trapdoor = trapdoor.Encoded.ToArray() }.ToBytes();
        sent.Mail("search", "patient", MailPurposes.Search, visit.Signing, world.Doctor("reader"), search);
        sent.Plain("search", "reader", search);

        Share(sent, world, visit, record, body.Capsule);
        return sent.Rows("l19", doctors: null);
    }
}
