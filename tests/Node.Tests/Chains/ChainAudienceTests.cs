using System.Security.Cryptography;
using System.Text;
using HospitalChain.Crypto;
using HospitalChain.Node.Chains.Peering;
using HospitalChain.Protocol.Records;
using HospitalChain.TestKit;

namespace HospitalChain.Node.Tests.Chains;

/// <summary>A hospital's chain goes to its own machines, the system manager, clouds and proxies, and to nobody else.</summary>
public sealed class ChainAudienceTests
{
    private readonly World world = new();
    private readonly Bytes32 contact = Fingerprint("contact");
    private readonly Bytes32 stranger = Fingerprint("stranger");
    private readonly Bytes32 otherHospital = Fingerprint("other hospital");
    private readonly Bytes32 ownNode = Fingerprint("own node");
    private readonly Bytes32 othersNode = Fingerprint("other's node");
    private readonly ChainAudience audience;

    public ChainAudienceTests()
    {
        var register = new MachineRegister();
        Assert.True(register.Add(world.RegistryBlocks[0]));
        KnownMachine[] more =
        [
            new(otherHospital, Protocol.State.PartyRole.Hospital, Fingerprint("key"), Fingerprint("key")),
            new(ownNode, Protocol.State.PartyRole.Node, Fingerprint("key 2"), world.Hospital.Key),
            new(othersNode, Protocol.State.PartyRole.Node, Fingerprint("key 3"), Fingerprint("key")),
        ];
        audience = new ChainAudience([world.RegistryGenesis, world.HospitalGenesis], [.. register.Machines, .. more], [contact, otherHospital, othersNode]);
    }

    [Fact]
    public void The_registry_is_for_every_known_node()
    {
        foreach (var known in (Bytes32[])[contact, otherHospital, ownNode, othersNode, world.Cloud.TlsFingerprint, world.Hospital.TlsFingerprint])
        {
            Assert.True(audience.Admits(world.RegistryGenesis, known));
        }

        Assert.False(audience.Admits(world.RegistryGenesis, stranger));
    }

    [Fact]
    public void A_hospitals_chain_is_for_its_own_machines_manager_cloud_and_proxy()
    {
        foreach (var admitted in (Bytes32[])[world.Hospital.TlsFingerprint, world.Manager.TlsFingerprint, world.Cloud.TlsFingerprint, world.Proxy.TlsFingerprint, ownNode, contact])
        {
            Assert.True(audience.Admits(world.HospitalGenesis, admitted));
        }
    }

    [Fact]
    public void Another_hospitals_machines_get_nothing_of_it_even_as_contacts()
    {
        Assert.False(audience.Admits(world.HospitalGenesis, otherHospital));
        Assert.False(audience.Admits(world.HospitalGenesis, othersNode));
        Assert.False(audience.Admits(world.HospitalGenesis, stranger));
    }

    private static Bytes32 Fingerprint(string name) => new(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
