using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Bc22;

/// <summary>
/// What the first k doctors of a team have signed: the session, its time, and D_1 … D_k. The chain carries the
/// commitments and never what they commit to, so supernodes and cloud verify without reading (crypto.md §6).
/// </summary>
/// <param name="Sid">The session's id.</param>
/// <param name="TimestampMillis">T, milliseconds since 1970.</param>
/// <param name="Commitments">D_1 … D_k.</param>
public sealed record TeamStatement(Bytes32 Sid, ulong TimestampMillis, IReadOnlyList<Bytes32> Commitments)
{
    /// <summary>D = Kdf("BC22-COMMIT", 32; salt, m).</summary>
    /// <param name="salt">32 random bytes, disclosed to readers with the message.</param>
    /// <param name="message">A doctor's part of the diagnosis.</param>
    public static Bytes32 Commit(Bytes32 salt, ReadOnlySpan<byte> message) => Transcript.Of(Labels.Bc22Commit).Add(salt).Add(message).Hash32();

    /// <summary>What the first <paramref name="count"/> doctors signed.</summary>
    public TeamStatement Prefix(int count) => this with { Commitments = [.. Commitments.Take(count)] };

    /// <summary>W_k = HashToG1("BC22-W"; sid, u64(T), D_1, …, D_k).</summary>
    /// <param name="place">k, from 1.</param>
    internal G1 Hash(int place) => new(HashPoint(place));

    /// <summary>The same, not yet in affine coordinates.</summary>
    internal P1 HashPoint(int place)
    {
        var transcript = Transcript.Of(Labels.Bc22W).Add(Sid).AddU64(TimestampMillis);
        for (var i = 0; i < place; i++)
        {
            transcript.Add(Commitments[i]);
        }

        return transcript.ToP1();
    }
}
