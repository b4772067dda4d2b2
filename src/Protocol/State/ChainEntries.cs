using System.Buffers.Binary;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.State;

/// <summary>A chain's state read by name. A value that does not parse is a bug or damage, never input: it throws.</summary>
/// <param name="Tree">The state.</param>
public readonly record struct ChainEntries(StateTree Tree)
{
    public EnrolmentEntry? Enrolment(Bytes32 signing) =>
        Read(StateKey.Of(StateKinds.Enrolment, signing), bytes => EnrolmentEntry.Parse(bytes));

    /// <summary>Signing key of the hospital that seals <paramref name="chainId"/>; a registry chain knows it.</summary>
    public Bytes32? HospitalOf(Bytes32 chainId) =>
        Tree.TryGet(StateKey.Of(StateKinds.HospitalChain, chainId), out var value) ? new Bytes32(value.Span) : null;

    /// <summary>A party's first key, by any key it has or had; the key itself where nobody rotated it.</summary>
    public Bytes32 PartyOf(Bytes32 key) => Enrolment(key)?.PartyOf(key) ?? key;

    /// <summary>The key a party goes by now, by any key it has or had; that of a retired party is its last.</summary>
    public Bytes32 CurrentKeyOf(Bytes32 key)
    {
        var party = PartyOf(key);
        return Enrolment(party) is { Course.Successor: { IsZero: false } newest } ? newest : party;
    }

    /// <summary>Two keys of one party, or one key twice.</summary>
    public bool AreOneParty(Bytes32 one, Bytes32 other) => one == other || PartyOf(one) == PartyOf(other);

    /// <summary>One of the keys named is this key or another one of its party.</summary>
    public bool Name(IEnumerable<Bytes32> named, Bytes32 key)
    {
        foreach (var candidate in named)
        {
            if (AreOneParty(candidate, key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>That a key was rotated away or its party retired; null while it is in force, or not enrolled here at all.</summary>
    public Refusal? EndOf(Bytes32 key) =>
        Enrolment(key) is not { IsInForce: false, Course: var course } ? null
        : course.Successor.IsZero ? Refusals.PartyRetired.With($"{key} at height {course.EndedAtHeight}")
        : Refusals.KeyRotated.With($"{CurrentKeyOf(key)} took over, {key} ended at height {course.EndedAtHeight}");

    /// <summary>A party's credit, by any key it has or had.</summary>
    public CreditEntry? Credit(Bytes32 key) =>
        Tree.TryGet(StateKey.Of(StateKinds.Credit, PartyOf(key)), out var value) ? CreditEntry.Parse(value.Span) ?? throw Damaged() : null;

    /// <summary>What a party was charged with: by a report's record id, on a hospital's chain by the refused record's.</summary>
    public CaseEntry? Case(Bytes32 caseId) =>
        Read(StateKey.Of(StateKinds.Case, caseId), bytes => CaseEntry.Parse(bytes));

    /// <summary>Record id of the report that alleges an offence.</summary>
    public Bytes32? ReportOf(Bytes32 offenceKey) =>
        Tree.TryGet(StateKey.Of(StateKinds.Offence, offenceKey), out var value) ? new Bytes32(value.Span) : null;

    public VisitEntry? Visit(ReadOnlySpan<byte> pid) =>
        Read(StateKey.Of(StateKinds.Visit, pid), bytes => VisitEntry.Parse(bytes));

    /// <summary>PID of the visit whose signing key this is.</summary>
    /// <remarks>The cast matters: without it null becomes empty memory, which is not null.</remarks>
    public ReadOnlyMemory<byte>? VisitAuthoredBy(Bytes32 visitSigning) =>
        Tree.TryGet(StateKey.Of(StateKinds.VisitAuthor, visitSigning), out var pid) ? (ReadOnlyMemory<byte>?)pid : null;

    public TeamEntry? Team(Bytes32 sid) =>
        Read(StateKey.Of(StateKinds.Team, sid), bytes => TeamEntry.Parse(bytes));

    /// <summary>The newest accepted signature of place <paramref name="place"/>, from 1, standing or superseded.</summary>
    public TeamStepEntry? TeamStep(Bytes32 sid, uint place) =>
        Read(StateKey.Of(StateKinds.TeamStep, TeamStepIdentifier(sid, place)), bytes => TeamStepEntry.Parse(bytes));

    /// <summary>sid ‖ u32(k), by which the state names a step.</summary>
    public static byte[] TeamStepIdentifier(Bytes32 sid, uint place)
    {
        var identifier = new byte[Bytes32.Size + sizeof(uint)];
        sid.CopyTo(identifier);
        BinaryPrimitives.WriteUInt32BigEndian(identifier.AsSpan(Bytes32.Size), place);
        return identifier;
    }

    public GrantEntry? Grant(Bytes32 grantId) =>
        Read(StateKey.Of(StateKinds.Grant, grantId), bytes => GrantEntry.Parse(bytes));

    public FolderEntry? Folder(Bytes32 folderId) =>
        Read(StateKey.Of(StateKinds.Folder, folderId), bytes => FolderEntry.Parse(bytes));

    /// <summary>A document by its record id; null for a record of another kind.</summary>
    public DocumentEntry? Document(Bytes32 recordId) =>
        Read(StateKey.Of(StateKinds.Document, recordId), bytes => DocumentEntry.Parse(bytes));

    /// <summary>Record id of the one record, diagnosis or document, whose content this is.</summary>
    public Bytes32? RecordOfContent(Bytes32 contentHash) =>
        Tree.TryGet(StateKey.Of(StateKinds.Content, contentHash), out var value) ? new Bytes32(value.Span) : null;

    /// <summary>Record id of the proxy's receipt for a revoked grant.</summary>
    public Bytes32? RevocationReceiptOf(Bytes32 grantId) =>
        Tree.TryGet(StateKey.Of(StateKinds.RevocationReceipt, grantId), out var value) ? new Bytes32(value.Span) : null;

    /// <summary>An escrow by its record id.</summary>
    public EscrowEntry? Escrow(Bytes32 recordId) =>
        Read(StateKey.Of(StateKinds.Escrow, recordId), bytes => EscrowEntry.Parse(bytes));

    /// <summary>Record id of a visit's escrow.</summary>
    public Bytes32? EscrowOf(ReadOnlySpan<byte> pid, EscrowPurpose purpose) =>
        Tree.TryGet(StateKey.Of(StateKinds.VisitEscrow, VisitEscrowIdentifier(pid, purpose)), out var value) ? new Bytes32(value.Span) : null;

    /// <summary>PID ‖ purpose, by which the state names a visit's escrow.</summary>
    public static byte[] VisitEscrowIdentifier(ReadOnlySpan<byte> pid, EscrowPurpose purpose) => [.. pid, (byte)purpose];

    /// <summary>An emergency by the record id of its opening.</summary>
    public BreakGlassEntry? BreakGlass(Bytes32 openId) =>
        Read(StateKey.Of(StateKinds.BreakGlass, openId), bytes => BreakGlassEntry.Parse(bytes));

    public RecordEntry? Record(Bytes32 recordId) =>
        Tree.TryGet(StateKey.Of(StateKinds.Record, recordId), out var value) ? RecordEntry.Parse(value.Span) ?? throw Damaged() : null;

    /// <summary>A value that must be new was used before.</summary>
    public bool Used(string usedKind, ReadOnlySpan<byte> value) => Tree.Contains(StateKey.Of(usedKind, value));

    /// <summary>The key is enrolled or is a visit's: no second use of it on this chain.</summary>
    public bool SigningKeyUsed(Bytes32 signing) =>
        Tree.Contains(StateKey.Of(StateKinds.Enrolment, signing)) || Tree.Contains(StateKey.Of(StateKinds.VisitAuthor, signing));

    /// <summary>The key in force of an enrolled doctor who is not expelled.</summary>
    public bool IsDoctorInGoodStanding(Bytes32 doctor) =>
        Enrolment(doctor) is { Role: PartyRole.Doctor, IsInForce: true } && Credit(doctor) is { Expelled: false };

    private delegate T? Reader<T>(ReadOnlySpan<byte> bytes);

    private T? Read<T>(Bytes32 key, Reader<T> parse)
        where T : class =>
        Tree.TryGet(key, out var value) ? parse(value.Span) ?? throw Damaged() : null;

    private static InvalidDataException Damaged() => new("a state entry does not parse");
}
