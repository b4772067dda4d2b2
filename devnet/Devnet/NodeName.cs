namespace HospitalChain.Devnet;

/// <summary>The five nodes of chain.md §8, with their fixed places on the loopback, and a hospital's node that lies for one chapter.</summary>
internal sealed record NodeName(string Name, int Index)
{
    private const int PortBase = 7410;

    public static readonly NodeName Manager = new("sm", 0);
    public static readonly NodeName HospitalA = new("hospital-a", 1);
    public static readonly NodeName HospitalB = new("hospital-b", 2);
    public static readonly NodeName Cloud = new("cloud", 3);
    public static readonly NodeName ClinicA = new("clinic-a", 4);

    /// <summary>Seals a chain of its own, runs only in its chapter, and is another program than all others.</summary>
    public static readonly NodeName Liar = new("liar", 5);

    /// <summary>Those that run all day.</summary>
    public static readonly IReadOnlyList<NodeName> All = [Manager, HospitalA, HospitalB, Cloud, ClinicA];

    /// <summary>The liar too.</summary>
    public static readonly IReadOnlyList<NodeName> Every = [.. All, Liar];

    public int ApiPort => PortBase + (2 * Index);

    public int PeerPort => ApiPort + 1;

    public static NodeName Parse(string name) =>
        Every.FirstOrDefault(node => node.Name == name)
        ?? throw new DevnetException($"there is no node {name}; the devnet has {string.Join(", ", Every.Select(node => node.Name))}");

    public override string ToString() => Name;
}
