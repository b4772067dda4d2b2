using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Storage.Chains;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>One chain at one moment, as the overview and its own page show it.</summary>
public sealed class ChainView
{
    private ChainView(ChainHost host, ulong nowMillis)
    {
        Status = host.Status();
        State = host.Chain;
        Head = host.NewestHead;
        NowMillis = nowMillis;
        Condition = ConditionRule.Of(Status, Parameters, HeadAgeMillis, NowMillis > State.Head.TimeMillis ? NowMillis - State.Head.TimeMillis : 0);
        NextBlock = NextBlock.Of(Status, (int)Parameters.RecordsPerBlock, nowMillis);
        Evidence = host.ReadEvidence();
        Witnesses = host.ReadWitnesses();
    }

    public ChainHostStatus Status { get; }

    /// <summary>The chain after the newest block on this node's disk.</summary>
    public ChainState State { get; }

    /// <summary>The supernode's newest HEAD here; null before the first.</summary>
    public SignedHead? Head { get; }

    public ulong NowMillis { get; }

    public ChainCondition Condition { get; }

    public NextBlock NextBlock { get; }

    /// <summary>Proofs that the supernode signed two things that exclude each other.</summary>
    public IReadOnlyList<Equivocation> Evidence { get; }

    /// <summary>Who cosigns the chain's heads, the farthest first.</summary>
    public IReadOnlyList<WitnessStand> Witnesses { get; }

    public Genesis Genesis => State.Genesis;

    public ChainParameters Parameters => Genesis.Parameters;

    public string Kind => Status.IsRegistry ? "registry chain" : "hospital chain";

    public string Role => Status.IsSupernode ? "supernode" : "follower";

    /// <summary>Age of the newest HEAD; null before the first.</summary>
    public ulong? HeadAgeMillis => Head is null ? null : NowMillis > Head.TimeMillis ? NowMillis - Head.TimeMillis : 0;

    /// <summary>Share of head_max_age that the newest HEAD has used up, in percent, at most 100.</summary>
    public int HeadAgePercent => (int)Math.Min(100, (HeadAgeMillis ?? ulong.MaxValue / 100) * 100 / Parameters.HeadAgeMaxMillis);

    /// <summary>What the condition means, for a reader who sees it for the first time.</summary>
    public string Meaning => Condition switch
    {
        ChainCondition.Fresh => "The supernode's signed HEAD is in time.",
        ChainCondition.Quiet => "The supernode's signed HEAD is in time; no records came for a while. All is well.",
        ChainCondition.Stale => "No HEAD within head_max_age: the supernode is silent or cut off. Deliveries are refused until it is heard again.",
        ChainCondition.Unheard => "No signed HEAD came to this node yet. It needs a connection to a node that keeps this chain.",
        ChainCondition.Stopped => "This node stopped following the chain and applies nothing more.",
        _ => throw new ArgumentOutOfRangeException(nameof(Condition), Condition, "a condition without words"),
    };

    public static ChainView Of(ChainHost host, ulong nowMillis) => new(host, nowMillis);
}
