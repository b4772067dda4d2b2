using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Rules;

/// <summary>
/// Stored ciphertext belongs to one record of a chain, of whatever kind and for ever (docs/adr/0026): what happens to that record's
/// content, its erasure above all, happens to no other's.
/// </summary>
internal static class ContentClaims
{
    public static Refusal? Refuses(ContentReceipt content, ChainEntries entries) =>
        entries.RecordOfContent(content.ContentHash) is { } claimed ? Refusals.ContentClaimed.With($"record {claimed}") : null;

    public static StateChange Claim(Record record, ContentReceipt content) =>
        StateChange.Set(StateKey.Of(StateKinds.Content, content.ContentHash), record.Id.ToArray());
}
