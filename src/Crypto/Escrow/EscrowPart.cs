using System.Diagnostics.CodeAnalysis;
using HospitalChain.Crypto.Native;

namespace HospitalChain.Crypto.Escrow;

/// <summary>
/// One officer's answer for one capsule (crypto.md §8): C2^{share} (BC22: B^{share}) with a proof against the share's
/// commitment. k of them at different places combine to C2^{1/x_j}, which opens that capsule and no other; nobody learns a
/// share or x_j. Encoded: place u32 ‖ power ‖ proof, 180 bytes.
/// </summary>
public sealed class EscrowPart
{
    /// <summary>Bytes of an encoding.</summary>
    public const int Size = sizeof(uint) + G1.Size + EqualLogarithms.Size;

    private readonly G1 power;
    private readonly byte[] proof;

    private EscrowPart(uint place, G1 power, byte[] proof) => (Place, this.power, this.proof) = (place, power, proof);

    /// <summary>The officer's place, from 1.</summary>
    public uint Place { get; }

    /// <summary>An officer answers.</summary>
    /// <param name="place">The officer's.</param>
    /// <param name="share">The officer's.</param>
    /// <param name="point">C2 or B of a capsule that verified under the visit's key: of nothing else.</param>
    /// <param name="context">Which opening and record.</param>
    public static EscrowPart Make(uint place, SecretScalar share, G1 point, ReadOnlySpan<byte> context)
    {
        var answer = point.Power(share);
        return new EscrowPart(place, answer, EqualLogarithms.Prove(share, (G1.Generator, share.PublicKey()), (point, answer), Labels.EscrowPart, context));
    }

    /// <summary>Whether it is that point to the power of the share committed to.</summary>
    public bool Verify(EscrowCommitments commitments, G1 point, ReadOnlySpan<byte> context) =>
        commitments.TryAt(Place, out var commitment)
        && EqualLogarithms.Verify((G1.Generator, commitment), (point, power), Labels.EscrowPart, context, proof);

    /// <summary>point^{1/x_j} from k verified parts at different places; false for too few or a place twice.</summary>
    public static bool TryCombine(IReadOnlyCollection<EscrowPart> parts, int needed, [NotNullWhen(true)] out G1? opened)
    {
        opened = null;
        uint[] places = [.. parts.Select(part => part.Place)];
        if (parts.Count < needed || places.Distinct().Count() != places.Length)
        {
            return false;
        }

        P1 product = default;
        foreach (var part in parts)
        {
            using var coefficient = FieldNumbers.CoefficientAtZero(part.Place, places);
            product = product.Add(part.power.Point.Multiply(coefficient.LittleEndian));
        }

        opened = product.ToAffine().IsIdentity ? null : new G1(product);
        return opened is not null;
    }

    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out EscrowPart? part)
    {
        part = null;
        if (bytes.Length != Size
            || System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) is var place && place == 0
            || !G1.TryDecode(bytes.Slice(sizeof(uint), G1.Size), out var answer))
        {
            return false;
        }

        part = new EscrowPart(place, answer, bytes[(sizeof(uint) + G1.Size)..].ToArray());
        return true;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes, Place);
        power.Encoded.CopyTo(bytes.AsSpan(sizeof(uint)));
        proof.CopyTo(bytes.AsSpan(sizeof(uint) + G1.Size));
        return bytes;
    }
}
