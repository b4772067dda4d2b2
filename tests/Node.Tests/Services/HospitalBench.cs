using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Node.AtRest;
using HospitalChain.Node.Desk;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Storage;
using HospitalChain.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace HospitalChain.Node.Tests.Services;

/// <summary>A hospital's desk on a real store, over its chain with Dr Ada and Dr Chen.</summary>
internal sealed class HospitalBench : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly AtRestBox box;
    private uint visits;

    public HospitalBench()
    {
        Time.Advance(DateTimeOffset.FromUnixTimeMilliseconds((long)World.StartMillis + 60_000) - Time.GetUtcNow());
        var registry = new TestLedger(World, World.Manager, World.RegistryGenesis, null, Time, World.RegistryBlocks, World.Registry[^1]);
        Chain = new TestLedger(World, World.Hospital, World.HospitalGenesis, World.Facts, Time, []) { IsSupernode = true };
        Ledgers = new TestLedgers(registry, Chain);
        Chain.Seal(World.EnrolDoctor(Ada), World.EnrolDoctor(Chen));
        Identity = new HospitalIdentity(Chain.ChainId, World.Hospital.Signing, World.Hospital.Sealing, World.Hospital.Keys.Hospital(0));
        box = new AtRestBox(World.Hospital.Keys, "DESK");
        Engine = StoreEngine.Open(folder.File("store"));
        Start();
    }

    public ManualTime Time { get; } = new();

    public World World { get; } = new();

    public TestLedger Chain { get; }

    public TestLedgers Ledgers { get; }

    public HospitalIdentity Identity { get; }

    public TestOffice Office { get; } = new();

    public StoreEngine Engine { get; private set; }

    public DeskStore Store { get; private set; } = null!;

    public RegistrationDesk Desk { get; private set; } = null!;

    public VisitCourier Courier { get; private set; } = null!;

    public IssuedEvidence Evidence { get; private set; } = null!;

    public Party Ada => World.Doctor("Ada");

    public Party Chen => World.Doctor("Chen");

    public void Restart()
    {
        Engine.Dispose();
        Engine = StoreEngine.Open(folder.File("store"));
        Start();
    }

    public IEnumerable<byte[]> Files() => Directory.EnumerateFiles(folder.File("store")).Where(file => !file.EndsWith("LOCK", StringComparison.Ordinal)).Select(File.ReadAllBytes);

    /// <summary>What a patient's client makes of a ticket.</summary>
    public (Registration Registration, Party Patient, uint Visit) Register(DeskEntry ticket, string patient = "Pat", string? id = null, ReadOnlyMemory<byte>? alpha = null)
    {
        var party = new Party("patient " + patient);
        var number = visits++;
        using var visitKey = party.Keys.VisitKey(number);
        using var sealing = party.Keys.VisitSealing(number);
        var signing = party.Keys.VisitSigning(number);
        var desk = new DeskTicket
        {
            ChainId = Chain.ChainId,
            HospitalSealing = Identity.Sealing.PublicKey.Encoded.ToArray(),
            NodeKey = Identity.Signing.PublicKey,
            TlsFingerprint = World.Hospital.TlsFingerprint,
            Address = "https://hospital.example",
            Alpha = alpha ?? ticket.Alpha,
        };
        var claim = new VisitClaim
        {
            Pid = PseudoIdentity.Make(patient, Identity.Sealing.PublicKey),
            VisitKey = visitKey.PublicKey().Encoded.ToArray(),
            Keys = new PartyKeys
            {
                Signing = signing.PublicKey,
                Sealing = sealing.PublicKey.Encoded.ToArray(),
                P21Receiving = party.Keys.P21Receiving(number).PublicKey.Encoded.ToArray(),
            },
            EvidenceHash = desk.EvidenceHash,
            ChainId = Chain.ChainId,
            TimeMillis = World.StartMillis,
        };
        return (Registration.Make(desk, claim, signing, id ?? patient, "fever and cough").OrThrow(), party, number);
    }

    /// <summary>A ticket, registered.</summary>
    public (DeskEntry Entry, Party Patient, uint Visit) Registered(string patient = "Pat")
    {
        var (registration, party, number) = Register(Desk.Issue(string.Empty).OrThrow(), patient);
        return (Desk.Register(registration).OrThrow(), party, number);
    }

    public void Dispose()
    {
        Engine.Dispose();
        box.Dispose();
        folder.Dispose();
    }

    private void Start()
    {
        Store = new DeskStore(Engine, box);
        Desk = new RegistrationDesk(Identity, Chain, Store, Time);
        Courier = new VisitCourier(Identity, Chain, Ledgers, Store, Desk, Office, Time, NullLogger<VisitCourier>.Instance);
        Evidence = new IssuedEvidence(Store, Identity.Sealing, NullLogger<IssuedEvidence>.Instance);
    }
}
