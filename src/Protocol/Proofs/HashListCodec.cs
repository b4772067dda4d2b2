using HospitalChain.Crypto;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Proofs;

/// <summary>A list of hashes.</summary>
internal static class HashListCodec
{
    public static void Write(CanonicalWriter writer, ReadOnlySpan<Bytes32> hashes)
    {
        writer.Array(hashes.Length);
        foreach (var hash in hashes)
        {
            writer.Bytes(hash);
        }
    }

    public static Bytes32[] Read(ref CanonicalReader reader, int max)
    {
        var hashes = new Bytes32[reader.List(0, max)];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = reader.Bytes32();
        }

        return hashes;
    }
}
