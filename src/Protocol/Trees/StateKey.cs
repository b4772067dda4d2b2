using System.Text;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Trees;

/// <summary>Where an entry stands in the state tree (chain.md §3).</summary>
public static class StateKey
{
    /// <summary>Kdf("STATE-KEY", 32; kind, identifier).</summary>
    /// <param name="kind">ASCII, such as <c>enrolment</c>; a constant of the code, never input.</param>
    /// <param name="identifier">What names the entry within its kind.</param>
    /// <exception cref="ArgumentException">The kind is empty or not ASCII.</exception>
    public static Bytes32 Of(string kind, ReadOnlySpan<byte> identifier)
    {
        if (kind.Length == 0 || !Ascii.IsValid(kind))
        {
            throw new ArgumentException("a state kind is ASCII and not empty", nameof(kind));
        }

        return Transcript.Of(Labels.StateKey).Add(kind).Add(identifier).Hash32();
    }

    /// <summary>As the other overload, for an identifier of 32 bytes.</summary>
    public static Bytes32 Of(string kind, Bytes32 identifier)
    {
        Span<byte> bytes = stackalloc byte[Bytes32.Size];
        identifier.CopyTo(bytes);
        return Of(kind, bytes);
    }
}
