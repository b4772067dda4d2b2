using System.Reflection;
using HospitalChain.Crypto;
using HospitalChain.Node.Explorer.Views;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Supervision;
using HospitalChain.TestKit;

namespace HospitalChain.Browser.Tests;

public sealed class RecordFieldsTests
{
    private static readonly World World = new();
    private static readonly Visit Visit = World.NewVisit("amal");
    private static readonly Record[] Examples = [.. Make()];

    public static TheoryData<string> Kinds => new(typeof(RecordKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Select(name => (string)name.GetValue(null)!));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_fields_of_its_own_and_shows_nothing_sealed(string kind)
    {
        var record = Assert.Single(Examples, example => example.Kind == kind);
        var fields = RecordFields.Of(record);
        Assert.DoesNotContain(fields, field => field.Label == "Body");
        Assert.NotEmpty(fields);
        foreach (var closed in ClosedIn(record.Body))
        {
            var hex = Convert.ToHexStringLower(closed.Span[..16]);
            Assert.All(fields, field => Assert.DoesNotContain(hex, field.Text, StringComparison.Ordinal));
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> ClosedIn(RecordBody body) => body switch
    {
        Diagnosis diagnosis => [diagnosis.Capsule, diagnosis.SealedEvidence],
        TeamDiagnosis team => [team.Capsule],
        Document document => [document.Capsule],
        Disclosure disclosure => [disclosure.SealedAlpha],
        _ => [],
    };

    /// <summary>One record of each kind, well formed; no chain has judged them.</summary>
    private static IEnumerable<Record> Make()
    {
        Party[] doctors = [World.Doctor("ada"), World.Doctor("ben")];
        var diagnosis = World.Diagnose(doctors[0], Visit, "asthma");
        var grant = World.Grant(Visit, doctors[1], diagnosis.Id);
        var revoke = World.Revoke(Visit, grant.Id);
        foreach (var enrolment in World.RegistryBlocks[0].Records)
        {
            yield return enrolment;
        }

        var insurer = new Party("insurer");
        yield return World.Enrol(new EnrolThirdParty { Keys = insurer.PartyKeys }, insurer);
        var clinic = new Party("clinic");
        yield return World.Enrol(new EnrolServer(RecordKinds.EnrolNode) { Keys = clinic.PartyKeys, TlsFingerprint = clinic.TlsFingerprint, Owner = World.Hospital.Key }, clinic);
        yield return World.EnrolDoctor(doctors[0]);
        yield return World.RotateKey(doctors[0]);
        yield return Sign(World.Cloud, new RotateTls { TlsFingerprint = Bytes32.Zero, OldUntilMillis = World.StartMillis });
        yield return World.Retire(World.HospitalGenesis.ChainId, doctors[1], World.Hospital);
        yield return World.RegisterVisit(Visit, doctors);
        yield return World.CloseVisit(Visit);
        yield return diagnosis;
        yield return grant;
        yield return revoke;
        yield return Sign(World.Proxy, new Access
        {
            Request = AccessRequest.Sign(World.HospitalGenesis.ChainId, diagnosis.Id, grant.Id, Bytes32.Zero, World.StartMillis, doctors[1].Signing),
            Delivered = false,
            RefusalCode = "CONSENT_REVOKED",
            Requests = 2,
        });
        yield return Sign(World.Hospital, new Rejection { Refused = diagnosis, Code = "CAPSULE_INVALID" });
        foreach (var record in TeamAndFolder(doctors, grant, revoke).Concat(Supervision()).Concat(Emergency(doctors, diagnosis)))
        {
            yield return record;
        }
    }

    private static IEnumerable<Record> Supervision()
    {
        var first = ChainState.AtGenesis(World.HospitalGenesis);
        SealedHeader Twin(ulong later) => Lies.Block(World.Hospital, first, World.Facts, [], World.StartMillis + later).Sealed;
        yield return Sign(World.Manager, new Report
        {
            Reporter = new Grantee { Key = World.Manager.Key, ChainId = World.RegistryGenesis.ChainId, SealedHeader = default, EnrolmentProof = default },
            EvidenceBytes = new ForkEvidence(World.HospitalGenesis, Equivocation.Of(Twin(1), Twin(2))).ToBytes(),
        });
        yield return Sign(World.Hospital, new Disclosure { ReportId = Bytes32.Zero, SealedAlpha = AlphaDisclosure.Seal(World.Manager.Sealing.PublicKey, Visit.Alpha, Bytes32.Zero) });
        yield return Sign(World.Manager, new Verdict { ReportId = Bytes32.Zero, Upheld = true });
        yield return Sign(World.Manager, new Sanction { ReportId = Bytes32.Zero, Points = 40 });
        yield return Sign(World.Hospital, new Appeal { CaseId = Bytes32.Zero, StatementHash = Bytes32.Zero });
        yield return Sign(World.Manager, new Restoration { CaseId = Bytes32.Zero, Points = 0 });
    }

    private static IEnumerable<Record> Emergency(Party[] doctors, Record diagnosis)
    {
        var escrow = World.Escrow(Visit, EscrowPurpose.BreakGlass, doctors, 2);
        var open = World.Open(World.Terms(Visit, escrow.Id, doctors, World.StartMillis + 1000), doctors);
        yield return escrow;
        yield return open;
        yield return World.Close(open.Id, doctors[0], diagnosis.Id);
        yield return World.Withdraw(Visit, escrow.Id);
        yield return World.Review(open.Id, World.Hospital, ReviewVerdict.Justified);
    }

    private static IEnumerable<Record> TeamAndFolder(Party[] doctors, Record grant, Record revoke)
    {
        var team = new TeamWork(World, Visit, doctors);
        var steps = team.AllSteps();
        yield return team.Open();
        yield return steps[1];
        yield return team.Diagnose(steps);

        var folders = new FolderWorld(World);
        var folder = new TestFolder("lungs", World.Hospital.Signing);
        var document = folders.Write(World.Hospital, folder, "spirometry");
        yield return folders.Open(folder);
        yield return document;
        yield return folders.Receipt(World.Proxy, grant.Id, revoke.Id);
        yield return folders.Erase(folder, document, World.Cloud);
    }

    private static Record Sign(Party author, RecordBody body) => Record.Sign(World.HospitalGenesis.ChainId, World.StartMillis, body, author.Signing);
}
