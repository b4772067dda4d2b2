using HospitalChain.Consensus.Tests.Harness;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Consensus.Tests.Simulation;

/// <summary>What a byzantine supernode shows to whom. An honest one shows everybody the block it sealed.</summary>
internal sealed class LyingHospital(Simulation simulation)
{
    private readonly SupernodeKind kind = simulation.Plan.Supernode;
    private readonly ulong height = 3 + simulation.Upto(5);
    private Block? lie;

    /// <summary>The other header at the height of the lie; null before it, and where there is none.</summary>
    public Block? Lie => lie;

    public Block Show(SimNode to, Block block)
    {
        if (block.Header.Height != height || kind is SupernodeKind.Honest or SupernodeKind.Withholding)
        {
            return block;
        }

        var hospital = simulation.World.Hospital;
        lie ??= kind switch
        {
            SupernodeKind.SealingForgery => block.WithForgedRecord(hospital),
            SupernodeKind.SealingWrongState => block.Reseal(hospital, header => header.With(stateRoot: header.HistoryRoot)),
            _ => block.Twin(hospital),
        };
        return kind == SupernodeKind.Equivocating && to.Index % 2 == 0 ? block : lie;
    }

    /// <summary>After a while it shows odd nodes no more blocks, heads or promises.</summary>
    public bool Withholds(SimNode to, FrameKind frame) =>
        kind == SupernodeKind.Withholding && to.Index % 2 == 1 && simulation.Schedule.NowMillis > 20_000 && frame != FrameKind.RecordForward;
}
