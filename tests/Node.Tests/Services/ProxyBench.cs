using System.Security.Cryptography;
using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Crypto.L19;
using HospitalChain.Node.Accesses;
using HospitalChain.Node.AtRest;
using HospitalChain.Node.Erasures;
using HospitalChain.Node.Pre;
using HospitalChain.Node.Tests.Support;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Storage;
using HospitalChain.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace HospitalChain.Node.Tests.Services;

/// <summary>
/// A proxy on a real store, over a registry and a hospital's chain on which Dr Ada wrote a diagnosis of Pat's and Dr Chen
/// wants to read it.
/// </summary>
internal sealed class ProxyBench : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly AtRestBox box;
    private readonly AtRestBox folderBox;
    private uint nonces;

    public ProxyBench()
    {
        World = new World();
        Folders = new FolderWorld(World);
        Time.Advance(DateTimeOffset.FromUnixTimeMilliseconds((long)World.StartMillis + 60_000) - Time.GetUtcNow());
        Registry = new TestLedger(World, World.Manager, World.RegistryGenesis, null, Time, World.RegistryBlocks, World.Registry[^1]);
        Hospital = new TestLedger(World, World.Hospital, World.HospitalGenesis, World.Facts, Time, []);
        Ledgers = new TestLedgers(Registry, Hospital);
        Visit = World.NewVisit("Pat");
        Diagnosis = World.Diagnose(Ada, Visit, "asthma");
        Hospital.Seal(World.EnrolDoctor(Ada), World.EnrolDoctor(Chen), World.EnrolDoctor(World.Doctor("Eve")));
        Hospital.Seal(World.RegisterVisit(Visit, [Ada]));
        Hospital.Seal(Diagnosis);
        Proxy = new ProxyIdentity(World.RegistryGenesis.ChainId, World.Proxy.Signing, World.Proxy.Sealing);
        box = new AtRestBox(World.Proxy.Keys, "PRE");
        folderBox = new AtRestBox(World.Proxy.Keys, "PRE-FOLDERS");
        Store = StoreEngine.Open(folder.File("store"));
        Start();
    }

    public ManualTime Time { get; } = new();

    public World World { get; }

    /// <summary>Documents, and an insurer on the registry chain.</summary>
    public FolderWorld Folders { get; }

    public TestLedger Registry { get; }

    public TestLedger Hospital { get; }

    public TestLedgers Ledgers { get; }

    public Visit Visit { get; }

    public Record Diagnosis { get; }

    public ProxyIdentity Proxy { get; }

    public StoreEngine Store { get; private set; }

    public TestOffice Office { get; } = new();

    public Party Ada => World.Doctor("Ada");

    public Party Chen => World.Doctor("Chen");

    public ulong Now => (ulong)Time.GetUtcNow().ToUnixTimeMilliseconds();

    public ShareVault Vault { get; private set; } = null!;

    public ShareKeeper Keeper { get; private set; } = null!;

    public RekeyVault RekeyVault { get; private set; } = null!;

    public RekeyKeeper Rekeys { get; private set; } = null!;

    public OrderedErasures Erasures { get; private set; } = null!;

    public DocumentDesk Documents { get; private set; } = null!;

    public RevocationsOnSight Sight { get; private set; } = null!;

    public RevocationDesk Revocations { get; private set; } = null!;

    public RefusedAccesses Refused { get; private set; } = null!;

    public AccessDesk Desk { get; private set; } = null!;

    /// <summary>The node stops and starts again on the same disk.</summary>
    public void Restart()
    {
        Store.Dispose();
        Store = StoreEngine.Open(folder.File("store"));
        Start();
    }

    /// <summary>The files of the store, to look for what must not be in them.</summary>
    public IEnumerable<byte[]> Files() => Directory.EnumerateFiles(folder.File("store")).Where(file => !file.EndsWith("LOCK", StringComparison.Ordinal)).Select(File.ReadAllBytes);

    /// <summary>A grant of this visit or, with an id, of one record to Dr Chen.</summary>
    public Record Grant(Bytes32? recordId = null, uint share = 0, Party? grantee = null, ulong hours = 1) =>
        World.Grant(Visit, grantee ?? Chen, recordId, share, Now + (hours * 3_600_000), Now);

    /// <summary>Both halves of a share as its doctor and its patient mail them; <paramref name="rekeyed"/> is whose x_s it really is.</summary>
    public (SignedMail Doctor, SignedMail Patient) Halves(Record grant, uint share = 0, Party? rekeyed = null, Visit? visit = null)
    {
        var delegation = (PairingDelegation)((Grant)grant.Body).Delegation;
        using var key = (rekeyed ?? Chen).Keys.Delegation(share);
        var (beta, blinded) = BlindedDelegation.Blind(key);
        using var half = new DelegationProxyHalf { ChainId = Hospital.ChainId, ShareId = delegation.ShareId, Beta = beta };
        using var consent = new DelegationConsent
        {
            ChainId = Hospital.ChainId,
            ShareId = delegation.ShareId,
            GrantId = grant.Id,
            Blinded = BlindedDelegation.PatientStep(blinded, (visit ?? Visit).Key),
        };
        return (Mail(MailPurposes.DelegationProxy, Chen.Signing, half.ToBytes()), Mail(MailPurposes.DelegationConsent, (visit ?? Visit).Signing, consent.ToBytes()));
    }

    public SignedMail Mail(string purpose, SigningKey sender, byte[] content) => SignedMail.Write(
        new MailLetter(purpose, Hospital.ChainId, Proxy.Key, new Bytes32(RandomNumberGenerator.GetBytes(32)), Now + 3_600_000), sender, Proxy.Sealing.PublicKey, content);

    /// <summary>Puts the grant into a block and both halves into the proxy's hands.</summary>
    public Record Consent(Bytes32? recordId = null, uint share = 0, ulong hours = 1)
    {
        var grant = Grant(recordId, share, hours: hours);
        Hospital.Seal(grant);
        var (doctor, patient) = Halves(grant, share);
        Assert.Null(Keeper.Take(doctor));
        Assert.Null(Keeper.Take(patient));
        Keeper.Settle();
        return grant;
    }

    public AccessRequest Request(Record grant, Party? reader = null, Bytes32? recordId = null) => AccessRequest.Sign(
        Hospital.ChainId, recordId ?? Diagnosis.Id, grant.Id, new Bytes32(SHA256.HashData(Encoding.UTF8.GetBytes($"nonce {nonces++}"))), Now, (reader ?? Chen).Signing);

    public Task<Parsed<AccessDelivery>> AskAsync(AccessRequest request) => Desk.DeliverAsync(request, request.Requester, CancellationToken.None);

    public async Task<string?> CodeOfAsync(AccessRequest request) => (await AskAsync(request)).Refusal?.Code;

    public void Dispose()
    {
        Store.Dispose();
        box.Dispose();
        folderBox.Dispose();
        folder.Dispose();
    }

    private void Start()
    {
        Vault = new ShareVault(Store, box, Time);
        Sight = new RevocationsOnSight(Store, Ledgers);
        Keeper = new ShareKeeper(Proxy, Ledgers, Vault, Sight, Time);
        Rekeys = new RekeyKeeper(Proxy, Ledgers, RekeyVault = new RekeyVault(Store, folderBox, Time), Sight, Time);
        Revocations = new RevocationDesk(Sight, Keeper, Rekeys, Ledgers);
        Refused = new RefusedAccesses(Proxy.Signing, Ledgers, Store, Time);
        Desk = new AccessDesk(Proxy, new AccessJudge(Ledgers, Proxy.Is, Sight, Time), Keeper, new RequestNonces(Store), Refused, Time);
        Documents = new DocumentDesk(Proxy, Ledgers, Rekeys, Sight, Erasures = new OrderedErasures(Store), new RequestNonces(Store), Refused, Time);
        Mailbox = new ProxyMailbox(Proxy, Office, Keeper, Rekeys, Contested = new ContestedLetters(Store), NullLogger<ProxyMailbox>.Instance);
    }

    public ProxyMailbox Mailbox { get; private set; } = null!;

    public ContestedLetters Contested { get; private set; } = null!;

    /// <summary>Rounds of the proxy's worker until nothing more happens.</summary>
    public void Work()
    {
        do
        {
            Mailbox.Empty();
            Keeper.Settle();
            Rekeys.Settle();
        }
        while (Mailbox.RetryContested() > 0);
        Keeper.Settle();
        Rekeys.Settle();
    }
}
