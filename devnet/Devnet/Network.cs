using HospitalChain.Client.Http;
using HospitalChain.Client.Profiles;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Devnet;

/// <summary>The devnet's chains and addresses, and its people by name.</summary>
internal sealed class Network(Layout layout, IReadOnlyDictionary<NodeName, NodeAddress> addresses, Genesis registry, Genesis chainA, Genesis chainB, Genesis lying) : IDisposable
{
    private readonly Dictionary<string, Person> people = new(StringComparer.Ordinal);

    public Layout Layout { get; } = layout;

    public Genesis Registry { get; } = registry;

    public Genesis ChainA { get; } = chainA;

    public Genesis ChainB { get; } = chainB;

    /// <summary>Of the hospital that lies.</summary>
    public Genesis LyingChain { get; } = lying;

    /// <summary>The hospital's chain by its node.</summary>
    public Genesis ChainOf(NodeName hospital) =>
        hospital == NodeName.HospitalA ? ChainA
        : hospital == NodeName.HospitalB ? ChainB
        : hospital == NodeName.Liar ? LyingChain
        : throw new DevnetException($"{hospital} seals no hospital's chain");

    public NodeAddress AddressOf(NodeName node) => addresses[node];

    /// <summary>The party that a node's keystore belongs to: the system manager, a hospital, the cloud.</summary>
    public Person Owner(NodeName node) => Get(node.Name, () =>
    {
        var role = node == NodeName.Manager ? ProfileRole.Manager : node == NodeName.Cloud || node == NodeName.ClinicA ? ProfileRole.Server : ProfileRole.Hospital;
        var person = Person.OpenOrMake(node.Name, Path.Combine(Layout.NodeFolder(node), "profile"), role, Layout.Keystore(node));
        return Settled(person, role, role == ProfileRole.Hospital ? node : null);
    });

    /// <summary>The re-encryption service's own keys.</summary>
    public Person Proxy() => Get("proxy", () => Settled(
        Person.OpenOrMake("proxy", Path.Combine(Layout.NodeFolder(NodeName.Manager), "proxy-profile"), ProfileRole.Server, Layout.ProxyKeystore), ProfileRole.Server, null));

    public Person Doctor(string name, NodeName hospital) => Get(name, () => Settled(Person.OpenOrMake(name, Layout.Person(name), ProfileRole.Doctor), ProfileRole.Doctor, hospital));

    public Person Patient(string name) => Get(name, () => Settled(Person.OpenOrMake(name, Layout.Person(name), ProfileRole.Patient), ProfileRole.Patient, null));

    /// <summary>An insurer or researcher, enrolled on the registry chain.</summary>
    public Person ThirdParty(string name) => Get(name, () => Settled(Person.OpenOrMake(name, Layout.Person(name), ProfileRole.ThirdParty), ProfileRole.ThirdParty, null));

    public void Dispose()
    {
        foreach (var person in people.Values)
        {
            person.Dispose();
        }
    }

    private Person Get(string name, Func<Person> make)
    {
        lock (people)
        {
            if (people.TryGetValue(name, out var known))
            {
                return known;
            }
        }

        var made = make();
        lock (people)
        {
            people.Add(name, made);
        }

        return made;
    }

    private Person Settled(Person person, ProfileRole role, NodeName? hospital)
    {
        var nodes = new Dictionary<string, NodeAddress>(StringComparer.Ordinal);
        if (hospital is not null)
        {
            nodes[ChainOf(hospital).ChainId.ToString()] = addresses[hospital];
        }

        if (!ProfileFolder.At(person.Folder).HasSettings)
        {
            person.Settle(
                new ProfileSettings
                {
                    Role = role,
                    RegistryChainId = Registry.ChainId,
                    HomeChainId = role == ProfileRole.Patient ? null : hospital is null ? Registry.ChainId : ChainOf(hospital).ChainId,
                    Manager = addresses[NodeName.Manager],
                    Nodes = nodes,
                    Stores = [addresses[NodeName.Cloud]],
                },
                Registry);
        }

        return person;
    }
}
