using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Rules;

/// <summary>A record whose obligations were all met. Only <see cref="ObligationVerifier"/> makes one; it has no decoder.</summary>
public sealed class VerifiedRecord
{
    internal VerifiedRecord(RecordTask task) => Task = task;

    /// <summary>What was asked and met.</summary>
    public RecordTask Task { get; }

    public Record Record => Task.Record;
}
