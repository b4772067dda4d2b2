using System.Diagnostics;
using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Crypto;
using HospitalChain.Protocol;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Consensus.Tests.Harness;

/// <summary>
/// One core under a test's hands: performs its effects with real keys, at once unless a test holds some back, and keeps
/// everything it did. Time goes on only when the test says so.
/// </summary>
internal sealed class Rig
{
    private readonly Party? supernode;
    private readonly CoreOptions options;
    private readonly Dictionary<long, SubmissionAnswer> answers = [];
    private long lastRequest;

    public Rig(World world, Genesis genesis, Party? supernode, CoreOptions? options = null, DurableStore? store = null, ulong? nowMillis = null)
    {
        World = world;
        Desk = new HospitalDesk(world);
        this.supernode = supernode;
        this.options = (options ?? new CoreOptions { IsSupernode = false }) with { IsSupernode = supernode is not null };
        Store = store ?? new DurableStore(genesis);
        Now = nowMillis ?? World.StartMillis + 1_000;
        Core = Store.Load(this.options, Now);
    }

    public World World { get; }

    public HospitalDesk Desk { get; }

    public DurableStore Store { get; private set; }

    public ChainCore Core { get; private set; }

    public ulong Now { get; private set; }

    /// <summary>Everything it did, in order.</summary>
    public List<Effect> Done { get; } = [];

    /// <summary>Every HEAD it signed, with the chain it was signed on.</summary>
    public List<(SignedHead Head, ChainState Chain)> Heads { get; } = [];

    /// <summary>Time spent inside the core, without what it had others do.</summary>
    public Stopwatch InCore { get; } = new();

    /// <summary>While set, verification is left undone: <see cref="Held"/> has it.</summary>
    public bool HoldsJobs { get; set; }

    public List<Effect> Held { get; } = [];

    public ChainState Chain => Core.Chain;

    public Refusal? Stopped => Core.Status().Stopped;

    public static Rig Supernode(World world, CoreOptions? options = null, DurableStore? store = null, bool registry = true, ulong? nowMillis = null) =>
        new Rig(world, world.HospitalGenesis, world.Hospital, options, store, nowMillis).WithRegistry(registry);

    public static Rig Follower(World world, CoreOptions? options = null, DurableStore? store = null, bool registry = true, ulong? nowMillis = null) =>
        new Rig(world, world.HospitalGenesis, supernode: null, options, store, nowMillis).WithRegistry(registry);

    public IEnumerable<T> All<T>()
        where T : Effect => Done.OfType<T>();

    public IReadOnlyList<Effect> Tell(CoreMessage message)
    {
        var from = Done.Count;
        var messages = new Queue<CoreMessage>([message]);
        while (messages.TryDequeue(out var next))
        {
            InCore.Start();
            var effects = Core.Handle(next, Now);
            InCore.Stop();
            foreach (var effect in effects)
            {
                Done.Add(effect);
                if (HoldsJobs && effect is (VerifyRecords or VerifyBlocks))
                {
                    Held.Add(effect);
                }
                else if (Perform(effect) is { } returned)
                {
                    messages.Enqueue(returned);
                }
            }
        }

        return Done[from..];
    }

    /// <summary>Performs one job that was held back.</summary>
    public void Release(int index = 0)
    {
        var effect = Held[index];
        Held.RemoveAt(index);
        Tell(Perform(effect)!);
    }

    public SubmissionAnswer Submit(Record record)
    {
        var request = ++lastRequest;
        Tell(new RecordSubmitted(SignedRecord.Verify(record).OrThrow(), request));
        return answers[request];
    }

    public void Submit(IEnumerable<Record> records)
    {
        foreach (var record in records)
        {
            Submit(record);
        }
    }

    /// <summary>Lets time pass, with a tick each 100 ms.</summary>
    public Rig Pass(ulong millis)
    {
        for (var end = Now + millis; Now < end;)
        {
            Now = Math.Min(end, Now + 100);
            Tell(new Tick());
        }

        return this;
    }

    /// <summary>Crashes and starts again on what is durable, perhaps later and perhaps on another store.</summary>
    public Rig Restart(ulong downMillis = 0, CoreOptions? with = null, DurableStore? store = null, bool registry = true)
    {
        Now += downMillis;
        Store = store ?? Store;
        Core = Store.Load((with ?? options) with { IsSupernode = supernode is not null }, Now);
        return WithRegistry(registry);
    }

    private Rig WithRegistry(bool all)
    {
        foreach (var version in all ? World.Registry : [])
        {
            Tell(new RegistryAdvanced(version));
        }

        return this;
    }

    private CoreMessage? Perform(Effect effect)
    {
        switch (effect)
        {
            case PersistRecord persist:
                Store.Keep(persist);
                return null;
            case PersistBlock persist:
                Store.Keep(persist);
                return null;
            case ForgetRecord forget:
                Store.Forget(forget.RecordId);
                return null;
            case KeepPromise keep:
                Store.Promises[keep.Promise.RecordId] = keep.Promise;
                return null;
            case KeepHead keep:
                Store.Head = keep.Head;
                return null;
            case CosignHead cosign:
                Store.Cosigned = cosign.Head.Mark;
                return null;
            case RememberCosigned remember:
                Store.Cosigned = remember.Mark;
                return null;
            case Answer answer:
                answers[answer.RequestId] = answer.Content;
                return null;
            case SignHead sign:
                Store.Head = Signed.Head(supernode!, Chain.ChainId, sign.Height, sign.HeaderHash, sign.TimeMillis);
                Heads.Add((Store.Head, Store.Chain));
                return null;
            case SealHeader seal:
                return new HeaderSealed(seal.Header.Hash, Signed.Seal(supernode!, seal.Header).Seal);
            case SignRejection sign:
                return new RejectionSigned(SignedRecord.Verify(Record.Sign(Chain.ChainId, sign.IssuedAtMillis, sign.Rejection, supernode!.Signing)).OrThrow());
            case VerifyRecords verify:
                return new RecordsVerified(verify.JobId, Desk.Verify(verify, Bytes32.Zero));
            case VerifyBlocks verify:
                var (verified, refusal) = BlockVerifier.Verify(verify.Planned, Bytes32.Zero);
                return new BlocksVerified(verify.JobId, verified, refusal);
            default:
                return null;
        }
    }
}
