using System.Security.Cryptography;
using HospitalChain.Client.Hospitals;
using HospitalChain.Client.Http;
using HospitalChain.Client.Managers;
using HospitalChain.Client.Profiles;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Flows;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Client.Tests.Network;

/// <summary>
/// A system manager, two hospitals, a cloud and a proxy, put together only by what the client offers: geneses,
/// enrolment offers, enrolments. Every byte any client sends is in <see cref="Sent"/>.
/// </summary>
internal sealed class TestNetwork : IDisposable
{
    private readonly Dictionary<Bytes32, TestChain> chains = [];
    private readonly Dictionary<Uri, TestNode> nodes = [];
    private readonly KeyTree cloudKeys = new(RandomNumberGenerator.GetBytes(32));
    private readonly KeyTree proxyKeys = new(RandomNumberGenerator.GetBytes(32));

    private TestNetwork()
    {
        Manager = TestParty.Named("manager");
        HospitalA = TestParty.Named("hospital a");
        HospitalB = TestParty.Named("hospital b");
        var registry = GenesisMaker.Registry(Manager.Keys, TestParty.Fingerprint("sm"), new ChainParameters(), Clock.NowMillis);
        Registry = Add(registry, Manager.Keys, () => null);
        RegistryFacts? Facts() => new(Registry.State);
        ChainA = Add(GenesisMaker.Hospital(registry, HospitalA.Keys, TestParty.Fingerprint("a"), new ChainParameters(), Clock.NowMillis), HospitalA.Keys, Facts);
        ChainB = Add(GenesisMaker.Hospital(registry, HospitalB.Keys, TestParty.Fingerprint("b"), new ChainParameters(), Clock.NowMillis + 1), HospitalB.Keys, Facts);
        CloudStore = new TestContent(cloudKeys.Signing(0), Clock);
        var managerMail = new List<SignedMail>();
        Proxy = new TestProxy(chains, proxyKeys, managerMail, Clock);
        ManagerNode = Add("sm", registry.Supernode.Signing, managerMail);
        ManagerNode.Proxy = Proxy;
        NodeA = AddHospital("a", ChainA, HospitalA);
        NodeB = AddHospital("b", ChainB, HospitalB);
        Cloud = Add("cloud", KeyOf(cloudKeys), []);
    }

    public TestClock Clock { get; } = new();

    public PowerCuts Cuts { get; } = new();

    public List<byte[]> Sent { get; } = [];

    public TestParty Manager { get; }

    public TestParty HospitalA { get; }

    public TestParty HospitalB { get; }

    public TestChain Registry { get; }

    public TestChain ChainA { get; }

    public TestChain ChainB { get; }

    public TestNode ManagerNode { get; }

    public TestNode NodeA { get; }

    public TestNode NodeB { get; }

    public TestNode Cloud { get; }

    /// <summary>The cloud's keys.</summary>
    public KeyTree CloudKeys => cloudKeys;

    public TestContent CloudStore { get; }

    public TestProxy Proxy { get; }

    /// <summary>A network whose hospitals, cloud and proxy are enrolled.</summary>
    public static async Task<TestNetwork> StartAsync()
    {
        var network = new TestNetwork();
        var registryId = network.Registry.Genesis.ChainId;
        using var manager = network.Session(network.Manager, ProfileRole.Manager, registryId);
        Assert.True(SealingPublicKey.TryDecode(network.Registry.Genesis.ManagerSealing.Span, out var to));
        EnrolmentOffer[] offers =
        [
            EnrolmentOffer.OfHospital(network.HospitalA.Keys, 0, registryId, network.ChainA.Genesis.ChainId, TestParty.Fingerprint("a"), "hospital a", to),
            EnrolmentOffer.OfHospital(network.HospitalB.Keys, 0, registryId, network.ChainB.Genesis.ChainId, TestParty.Fingerprint("b"), "hospital b", to),
            EnrolmentOffer.OfServer(network.cloudKeys, 0, registryId, RecordKinds.EnrolCloud, TestParty.Fingerprint("cloud"), owner: null),
            EnrolmentOffer.OfServer(network.proxyKeys, 0, registryId, RecordKinds.EnrolProxy, TestParty.Fingerprint("sm"), owner: null),
        ];
        foreach (var offer in offers)
        {
            await new Enrolling(manager).EnrolAsync(EnrolmentOffer.Parse(offer.ToBytes()), TimeSpan.FromSeconds(5), default);
        }

        return network;
    }

    /// <summary>A doctor, enrolled by the hospital of <paramref name="chain"/>.</summary>
    public async Task<TestParty> EnrolDoctorAsync(string name, TestChain chain)
    {
        var doctor = TestParty.Named(name);
        using var hospital = Session(chain == ChainA ? HospitalA : HospitalB, ProfileRole.Hospital, chain.Genesis.ChainId);
        var offer = EnrolmentOffer.OfDoctor(doctor.Keys, 0, chain.Genesis.ChainId, "Pneumology");
        await new Enrolling(hospital).EnrolAsync(EnrolmentOffer.Parse(offer.ToBytes()), TimeSpan.FromSeconds(5), default);
        return doctor;
    }

    /// <summary>A party's session; its profile is made at the first.</summary>
    public ClientSession Session(TestParty party, ProfileRole role, Bytes32? home)
    {
        if (!party.Folder.HasSettings)
        {
            if (role != ProfileRole.Patient)
            {
                party.Folder.TrustGenesis(Registry.Genesis);
                party.Folder.TrustGenesis(chains[home!.Value].Genesis);
            }

            party.Folder.WriteSettings(new ProfileSettings
            {
                Role = role,
                RegistryChainId = role == ProfileRole.Patient ? null : Registry.Genesis.ChainId,
                HomeChainId = home,
                Manager = ManagerNode.Address,
                Nodes = home == ChainA.Genesis.ChainId ? NodesOf(ChainA, NodeA) : home == ChainB.Genesis.ChainId ? NodesOf(ChainB, NodeB) : NodesOf(Registry, ManagerNode),
                Stores = [Cloud.Address],
            });
        }

        return new ClientSession(party.Folder, party.Keystore, Clock, address => new RecordingHandler(nodes[address.Address], Sent, Cuts));
    }

    public ClientSession SessionOfHospital(TestParty hospital) => Session(hospital, ProfileRole.Hospital, hospital == HospitalA ? ChainA.Genesis.ChainId : ChainB.Genesis.ChainId);

    public void Dispose()
    {
        cloudKeys.Dispose();
        proxyKeys.Dispose();
    }

    private static Dictionary<string, NodeAddress> NodesOf(TestChain chain, TestNode node) =>
        new(StringComparer.Ordinal) { [chain.Genesis.ChainId.ToString()] = node.Address };

    private static Bytes32 KeyOf(KeyTree keys)
    {
        using var signing = keys.Signing(0);
        return signing.PublicKey;
    }

    private TestChain Add(Genesis genesis, KeyTree keys, Func<RegistryFacts?> registry) => chains[genesis.ChainId] = new TestChain(genesis, keys, registry, Clock);

    private TestNode AddHospital(string name, TestChain chain, TestParty hospital)
    {
        var mailbox = new List<SignedMail>();
        var node = Add(name, chain.Genesis.Supernode.Signing, mailbox);
        node.Desk = new TestDesk(chain, Registry, hospital.Keys, node.Address, mailbox, Clock);
        node.HospitalKey = hospital.Keys.Hospital(0);
        return node;
    }

    private TestNode Add(string name, Bytes32 key, List<SignedMail> mailbox)
    {
        var address = new NodeAddress(new Uri($"https://{name}.test/"), TestParty.Fingerprint(name), key);
        return nodes[address.Address] = new TestNode(address, chains, mailbox, CloudStore, Clock);
    }
}
