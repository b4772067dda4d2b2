using HospitalChain.Crypto;
using HospitalChain.Consensus.Effects;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;

namespace HospitalChain.Consensus;

/// <summary>What the parts of one core share. One thread, no clock: time comes with each message.</summary>
internal sealed class CoreState(CoreOptions options, ChainState chain, IReadOnlyList<Bytes32> headerHashes)
{
    private const ulong HourMillis = 3_600_000;

    private readonly List<Effect> effects = [];
    private long lastJob;

    public CoreOptions Options { get; } = options;

    public ChainState Chain { get; set; } = chain;

    public Genesis Genesis => Chain.Genesis;

    public ChainParameters Parameters => Chain.Genesis.Parameters;

    /// <summary>Hash of the header at each height up to the newest.</summary>
    public List<Bytes32> HeaderHashes { get; } = [.. headerHashes];

    public RecordPool Pool { get; } = new();

    public RegistryHistory Registry { get; } = new();

    /// <summary>Who was rejected lately at no cost.</summary>
    public FreeRefusals FreeRefusals { get; } = new(options.FreeRefusalsPerHourMax, HourMillis);

    /// <summary>Time of the newest HEAD signed or seen; 0 before the first.</summary>
    public ulong HeadTimeMillis { get; set; }

    public Refusal? Stopped { get; private set; }

    public long NextJob() => ++lastJob;

    public void Emit(Effect effect) => effects.Add(effect);

    public IReadOnlyList<Effect> TakeEffects()
    {
        var taken = effects.ToArray();
        effects.Clear();
        return taken;
    }

    /// <summary>
    /// The registry is known at least as far as the newest block names it: less would make <c>registry_head</c> go back.
    /// At a start the registry's versions arrive one by one.
    /// </summary>
    public bool RegistryIsReady => Genesis.IsRegistry || Registry.Newest?.Head.Height >= Chain.Head.RegistryHead.Height;

    /// <summary>A header is out to be sealed: what is judged now would be judged on a state about to change.</summary>
    public bool SealIsPending { get; set; }

    /// <summary>The context in which a record is judged now, on the newest block.</summary>
    public JudgementContext ContextAt(ulong nowMillis) =>
        new(Genesis, Chain.Entries, Registry.Newest, Math.Max(nowMillis, Chain.Head.TimeMillis));

    /// <summary>Keeps the block, and takes out of the pool what it decides.</summary>
    public void Apply(Block block, ChainState after, IReadOnlyList<Protocol.Trees.StateChange> changes)
    {
        var decided = new List<Bytes32>();
        foreach (var record in block.Records)
        {
            decided.Add(record.Id);
            if (record.Body is Protocol.Records.Rejection rejection)
            {
                decided.Add(rejection.Refused.Id);
                if (Parameters.CostOf(rejection.Code) == 0)
                {
                    FreeRefusals.Add(rejection.Refused.Author, block.Header.TimeMillis);
                }
            }
        }

        Chain = after;
        HeaderHashes.Add(block.Header.Hash);
        foreach (var id in decided)
        {
            Pool.Remove(id);
        }

        Emit(new PersistBlock(block, after, changes, decided));
    }

    /// <summary>Stops for good; the first reason stays.</summary>
    public void Stop(
        Refusal refusal, ulong height, SealedHeader? conflicting = null, SignedHead? conflictingHead = null, SealedHeader? held = null, SignedHead? heldHead = null,
        UnlawfulBlock? unlawful = null)
    {
        if (Stopped is null)
        {
            Stopped = refusal;
            Emit(new StopChain(refusal, height, conflicting, conflictingHead, held, heldHead) { Unlawful = unlawful });
        }
    }
}
