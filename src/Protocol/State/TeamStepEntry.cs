using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.State;

/// <summary>The newest accepted signature of one place of a team.</summary>
public sealed class TeamStepEntry
{
    private const ulong Version = 1;
    private const int Fields = 7;

    /// <summary>Which attempt it is; at most N + 1.</summary>
    public required uint Attempt { get; init; }

    /// <summary>False once an earlier doctor signed again: this place has to sign again too.</summary>
    public required bool Stands { get; init; }

    /// <summary>D_k.</summary>
    public required Bytes32 Commitment { get; init; }

    /// <summary>R_k ‖ Q_k, 96 bytes.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    public required Bytes32 RecordId { get; init; }

    /// <summary>Height of the block it stands in.</summary>
    public required ulong Height { get; init; }

    public static TeamStepEntry Of(TeamStep body, Bytes32 recordId, ulong height) => new()
    {
        Attempt = body.Attempt,
        Stands = true,
        Commitment = body.Commitment,
        Signature = body.Signature,
        RecordId = recordId,
        Height = height,
    };

    /// <summary>The same step, signed on something that no longer stands.</summary>
    public TeamStepEntry Superseded() => new()
    {
        Attempt = Attempt,
        Stands = false,
        Commitment = Commitment,
        Signature = Signature,
        RecordId = RecordId,
        Height = Height,
    };

    public byte[] ToBytes() => new CanonicalWriter().Array(Fields).UInt(Version)
        .UInt(Attempt).Bool(Stands).Bytes(Commitment).Bytes(Signature.Span).Bytes(RecordId).UInt(Height).ToArray();

    public static TeamStepEntry? Parse(ReadOnlySpan<byte> bytes)
    {
        var reader = new CanonicalReader(bytes);
        reader.Array(Fields);
        reader.Version(Version);
        var entry = new TeamStepEntry
        {
            Attempt = (uint)reader.UInt(uint.MaxValue),
            Stands = reader.Bool(),
            Commitment = reader.Bytes32(),
            Signature = reader.Fixed(RecordLimits.TeamSignatureBytes),
            RecordId = reader.Bytes32(),
            Height = reader.UInt(ulong.MaxValue),
        };
        return reader.Complete ? entry : null;
    }
}
