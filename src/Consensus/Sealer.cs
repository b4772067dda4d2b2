using HospitalChain.Consensus.Effects;
using HospitalChain.Consensus.Messages;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Consensus;

/// <summary>
/// The supernode's blocks and heads (chain.md §4.3, §4.7): seals ten verified records at once or fewer after their wait,
/// and signs HEAD while no promise is overdue.
/// </summary>
internal sealed class Sealer(CoreState core, RecordJudge judge, ulong startMillis)
{
    private ComposedBlock? beingSealed;
    private ulong nextHeadMillis = startMillis;

    /// <summary>When the next block is due if nothing more comes; 0 with nothing pending.</summary>
    public ulong NextBlockAtMillis => core.Pool.Oldest is { } oldest
        ? Math.Max(oldest.ReceivedMillis + core.Parameters.MaxRecordWaitMillis, oldest.Stage == PendingStage.Ready ? 0 : judge.NextMillis)
        : 0;

    public void Tick(ulong nowMillis)
    {
        judge.JudgeWhenDue(nowMillis);
        SealWhenDue(nowMillis);
        if (nowMillis >= nextHeadMillis)
        {
            SignHead(nowMillis);
        }
    }

    public void Sealed(HeaderSealed message, ulong nowMillis)
    {
        if (beingSealed is not { } composed || composed.Header.Hash != message.HeaderHash)
        {
            return;
        }

        beingSealed = null;
        core.SealIsPending = false;
        var block = new Block(new SealedHeader(composed.Header, message.Seal), composed.Records);
        core.Apply(block, composed.After, composed.Changes);
        core.Emit(new BroadcastBlock(block));
        SignHead(nowMillis);
    }

    /// <summary>
    /// A full block of verified records, or fewer where the oldest has waited long enough. One that does not pass behind the
    /// others does not hold them up: it is judged again on the state that they leave.
    /// </summary>
    private void SealWhenDue(ulong nowMillis)
    {
        while (beingSealed is null && core.RegistryIsReady)
        {
            var ready = core.Pool.In(PendingStage.Ready).Take((int)core.Parameters.RecordsPerBlock).ToArray();
            var full = ready.Length >= core.Parameters.RecordsPerBlock;
            if (ready.Length == 0 || (!full && nowMillis < ready.Min(record => record.ReceivedMillis) + core.Parameters.MaxRecordWaitMillis))
            {
                return;
            }

            var timeMillis = Math.Max(nowMillis, core.Chain.Head.TimeMillis + 1);
            var composed = BlockRules.Compose(core.Chain, core.Registry.Newest, timeMillis, ready.Select(record => record.Verified!).ToArray());
            foreach (var (record, refusal) in composed.LeftOut)
            {
                // With no record before it, what the state says of it is final.
                judge.TakeBack(record.Id, composed.Records.Count == 0 ? refusal : null, nowMillis);
            }

            if (composed.Records.Count > 0)
            {
                beingSealed = composed;
                core.SealIsPending = true;
                core.Emit(new SealHeader(composed.Header));
            }
        }
    }

    /// <summary>A HEAD timed past a deadline that was not kept would prove a broken promise (chain.md §4.5).</summary>
    private void SignHead(ulong nowMillis)
    {
        var timeMillis = Math.Max(nowMillis, core.HeadTimeMillis + 1);
        if (core.Pool.InOrder.Any(record => record.DeadlineMillis != 0 && record.DeadlineMillis <= timeMillis))
        {
            return;
        }

        nextHeadMillis = nowMillis + core.Parameters.HeadIntervalMillis;
        core.HeadTimeMillis = timeMillis;
        core.Emit(new SignHead(core.Chain.Head.Height, core.Chain.Head.Hash, timeMillis));
    }
}
