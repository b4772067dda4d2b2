using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Rules;

/// <summary>Who writes what about folders and documents (table of chain.md §2).</summary>
internal static class DocumentAuthors
{
    /// <summary>Whether the author's role may write this kind at all; null if so.</summary>
    public static Refusal? Check(Record record, JudgementContext context) => record.Body switch
    {
        OpenFolder or Grant or Revoke => OwnsFolders(record.Author, context) ? null : NotAllowed(record, context),
        Document => WriterOf(record, context),
        RevocationReceipt => context.Registry?.RoleOf(record.Author) == PartyRole.Proxy ? null : NotAllowed(record, context),
        Access => StoreRules.IsHolder(record.Author, context) ? null : NotAllowed(record, context),
        Erasure => OwnsFolders(record.Author, context) || StoreRules.IsHolder(record.Author, context) ? null : NotAllowed(record, context),
        _ => throw new InvalidOperationException($"no rule for the author of {record.Kind}"),
    };

    /// <summary>The hospital, or a patient's visit.</summary>
    private static bool OwnsFolders(Bytes32 author, JudgementContext context) =>
        author == context.Genesis.Supernode.Signing || context.Entries.VisitAuthoredBy(author) is not null;

    private static Refusal? WriterOf(Record record, JudgementContext context) =>
        record.Author == context.Genesis.Supernode.Signing ? null
        : context.Entries.Enrolment(record.Author) is not { Role: PartyRole.Doctor } ? NotAllowed(record, context)
        : context.Entries.Credit(record.Author) is { Expelled: true } ? Refusals.AuthorExpelled
        : null;

    private static Refusal NotAllowed(Record record, JudgementContext context) =>
        RecordRules.IsKnown(record.Author, context) ? Refusals.AuthorNotAllowed.With(record.Kind) : Refusals.AuthorUnknown.With(string.Empty);
}
