using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;
using HospitalChain.Protocol.State;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>
/// Content of a team's record before encryption (crypto.md §6), and what is handed on before it is complete. Canonical:
/// [[salt_i bin32, m_i bin], …], 0 to 16 of them.
/// </summary>
public sealed class TeamContent
{
    private const int PartFields = 2;

    /// <summary>In the doctors' order.</summary>
    public required IReadOnlyList<TeamPart> Parts { get; init; }

    /// <summary>Nothing written yet.</summary>
    public static TeamContent Empty { get; } = new() { Parts = [] };

    /// <summary>D_1 … D_k.</summary>
    public IReadOnlyList<Bytes32> Commitments => [.. Parts.Select(part => part.Commitment)];

    /// <summary>What a reader opened, if every doctor's part is what the doctor committed to and signed.</summary>
    /// <param name="plaintext">The opened content.</param>
    /// <param name="body">The team's diagnosis on the chain.</param>
    public static Parsed<TeamContent> Open(ReadOnlySpan<byte> plaintext, TeamDiagnosis body)
    {
        var content = Parse(plaintext);
        return !content.Ok || content.Value.Commitments.SequenceEqual(body.Steps.Select(step => step.Commitment))
            ? content
            : Refusals.CommitmentMismatch;
    }

    /// <summary>Null when the doctors of the session signed the diagnosis's commitments in their order.</summary>
    /// <param name="body">The team's diagnosis.</param>
    /// <param name="team">The session, as proven on the chain.</param>
    public static Refusal? SignatureRefuses(TeamDiagnosis body, TeamEntry team)
    {
        var keys = new MultisignaturePublicKey[team.Members.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            if (!MultisignaturePublicKey.TryDecode(team.Members[i].Multisignature.Span, out var key))
            {
                return Refusals.KeyMalformed.With($"place {i + 1}");
            }

            keys[i] = key;
        }

        var statement = new TeamStatement(body.Sid, team.StartMillis, [.. body.Steps.Select(step => step.Commitment)]);
        return body.Steps.Count == keys.Length
            && OrderedMultisignature.TryDecode(body.Signature.Span, out var signature)
            && signature.Verify(statement, keys) ? null : Refusals.TeamSignatureInvalid;
    }

    public static Parsed<TeamContent> Parse(ReadOnlySpan<byte> input)
    {
        var reader = new CanonicalReader(input);
        var content = Read(ref reader);
        return reader.Complete ? content : Refusals.Malformed.With("team content");
    }

    internal static TeamContent Read(ref CanonicalReader reader)
    {
        var parts = new TeamPart[reader.List(0, RecordLimits.TeamSizeMax)];
        for (var i = 0; i < parts.Length; i++)
        {
            reader.Array(PartFields);
            parts[i] = new TeamPart(reader.Bytes32(), reader.Bytes(0, FlowLimits.TeamPartBytesMax).ToArray());
        }

        return new TeamContent { Parts = parts };
    }

    /// <summary>Patient data: for the eyes of the team and the patient's readers only.</summary>
    public byte[] ToBytes()
    {
        var writer = new CanonicalWriter();
        Write(writer);
        return writer.ToArrayAndClear();
    }

    internal void Write(CanonicalWriter writer)
    {
        writer.Array(Parts.Count);
        foreach (var part in Parts)
        {
            writer.Array(PartFields).Bytes(part.Salt).Bytes(part.Message.Span);
        }
    }

    /// <summary>The first parts, and one more.</summary>
    internal TeamContent With(int before, TeamPart part) => new() { Parts = [.. Parts.Take(before), part] };

    public override string ToString() => $"TeamContent of {Parts.Count}";
}
