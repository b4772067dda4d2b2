using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;
using HospitalChain.Protocol.Trees;

namespace HospitalChain.Protocol.Proofs;

/// <summary>A state proof's path on the wire: the bitmap of empty siblings, then the others from the root down.</summary>
internal static class StatePathCodec
{
    public static void Write(CanonicalWriter writer, StateProof proof)
    {
        writer.Bytes(proof.EmptySiblings.AsSpan());
        HashListCodec.Write(writer, proof.Siblings.AsSpan());
    }

    /// <summary>Reads a path that ends at <paramref name="leaf"/>; fails the reader unless it is the one spelling of that path.</summary>
    public static StateProof? Read(ref CanonicalReader reader, StateProofLeaf? leaf)
    {
        var empties = reader.Bytes(0, StateProof.DepthMax / 8);
        var siblings = HashListCodec.Read(ref reader, StateProof.DepthMax);
        if (reader.Failed || !StateProof.TryMake(empties, siblings, leaf, out var proof))
        {
            reader.Fail();
            return null;
        }

        return proof;
    }
}
