using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;
using HospitalChain.Protocol.State;
using HospitalChain.TestKit;

namespace HospitalChain.Protocol.Tests.Rules;

/// <summary>A hospital's chain that grows block by block under a test's hands.</summary>
internal sealed class HospitalLedger
{
    public HospitalLedger() => State = ChainState.AtGenesis(World.HospitalGenesis);

    public World World { get; } = new();

    public ChainState State { get; private set; }

    /// <summary>Seals one block of these records.</summary>
    public HospitalLedger With(params IReadOnlyList<Record> records)
    {
        (_, State) = World.Seal(State, World.Hospital, World.Facts, records);
        return this;
    }

    /// <summary>The code with which a record is refused now, by rule or by an obligation; null if it passes.</summary>
    public string? CodeOf(Record record, ulong nowMillis = World.StartMillis + 1000) => RefusalOf(record, nowMillis)?.Code;

    /// <summary>The refusal itself.</summary>
    public Refusal? RefusalOf(Record record, ulong nowMillis = World.StartMillis + 1000)
    {
        var context = new JudgementContext(State.Genesis, State.Entries, World.Facts, nowMillis);
        var task = RecordRules.Check(record, context);
        return task.Ok ? ObligationVerifier.Verify([task.Value], Bytes32.Zero)[0].Refusal : task.Refusal;
    }
}
