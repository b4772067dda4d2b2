using System.Diagnostics.Metrics;
using HospitalChain.Node.Telemetry;

namespace HospitalChain.Node.Chains;

/// <summary>Measurements of the chains. Labels are the operator's chain names and codes, never keys or contents.</summary>
public sealed class ChainMeters : IDisposable
{
    private readonly Meter meter = new(NodeMeters.Name);
    private readonly Counter<long> records;
    private readonly Counter<long> blocks;
    private readonly Counter<long> recordsInBlocks;
    private readonly Counter<long> framesDropped;
    private readonly Counter<long> evidence;
    private readonly Counter<long> stops;

    public ChainMeters()
    {
        records = meter.CreateCounter<long>("hospitalchain.chain.records.accepted", "{record}", "Records accepted and made durable");
        blocks = meter.CreateCounter<long>("hospitalchain.chain.blocks", "{block}", "Blocks applied");
        recordsInBlocks = meter.CreateCounter<long>("hospitalchain.chain.records.decided", "{record}", "Records in applied blocks");
        framesDropped = meter.CreateCounter<long>("hospitalchain.chain.frames.dropped", "{frame}", "Peers' frames dropped because too many waited");
        evidence = meter.CreateCounter<long>("hospitalchain.evidence", "{diagnosis}", "Evidence of diagnoses by outcome");
        stops = meter.CreateCounter<long>("hospitalchain.chain.stops", "{chain}", "Chains that stand still by reason");
    }

    public void RecordAccepted(string chain) => records.Add(1, new KeyValuePair<string, object?>("chain", chain));

    public void BlockApplied(string chain, int count)
    {
        var label = new KeyValuePair<string, object?>("chain", chain);
        blocks.Add(1, label);
        recordsInBlocks.Add(count, label);
    }

    public void FrameDropped(string chain) => framesDropped.Add(1, new KeyValuePair<string, object?>("chain", chain));

    public void Evidence(string outcome) => evidence.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void ChainStopped(string code) => stops.Add(1, new KeyValuePair<string, object?>("code", code));

    public void Dispose() => meter.Dispose();
}
