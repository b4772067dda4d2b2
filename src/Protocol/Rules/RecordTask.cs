using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Rules;

/// <summary>A record that passed every rule of form and state, and the cryptographic checks that remain.</summary>
/// <param name="Record">The record.</param>
/// <param name="Obligations">Cheapest first; the author's signature is the first.</param>
public sealed record RecordTask(Record Record, IReadOnlyList<Obligation> Obligations)
{
    /// <summary>The same record with the same checks left: what verified once holds again.</summary>
    public bool Same(RecordTask other) =>
        other.Record.Id == Record.Id
        && other.Record.Signature == Record.Signature
        && other.Obligations.Count == Obligations.Count
        && other.Obligations.Zip(Obligations).All(pair => pair.First.Same(pair.Second));
}
