using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Rules;

namespace HospitalChain.Consensus;

/// <summary>An accepted record that is in no block yet.</summary>
internal sealed class PendingRecord(SignedRecord signed, ulong receivedMillis, ulong promisedAtMillis = 0, ulong deadlineMillis = 0)
{
    public Record Record { get; } = signed.Record;

    public Bytes32 Id => Record.Id;

    public ulong ReceivedMillis { get; } = receivedMillis;

    /// <summary>Deadline of the PROMISE; 0 without one.</summary>
    public ulong DeadlineMillis { get; set; } = deadlineMillis;

    /// <summary>Time of the PROMISE; 0 without one.</summary>
    public ulong PromisedAtMillis { get; set; } = promisedAtMillis;

    /// <summary>Changed by the pool, which counts the stages.</summary>
    public PendingStage Stage { get; set; }

    /// <summary>Height of the chain on which the supernode last judged it; the maximum before the first time.</summary>
    public ulong JudgedAtHeight { get; set; } = ulong.MaxValue;

    /// <summary>When the supernode last judged it; 0 before the first time.</summary>
    public ulong JudgedAtMillis { get; set; }

    /// <summary>Set in stage <see cref="PendingStage.Ready"/>.</summary>
    public VerifiedRecord? Verified { get; set; }

    /// <summary>When a follower last passed it on.</summary>
    public ulong ForwardedAtMillis { get; set; }

    /// <summary>The record that this rejection refuses; null for any other kind.</summary>
    public Bytes32? Refuses => Record.Body is Rejection rejection ? rejection.Refused.Id : null;
}
