using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Node.Chains.Peering;

/// <summary>Promises for records that a peer passed on.</summary>
internal static class PromisesFrame
{
    public const int PromisesMax = 256;
    public const int BytesMax = (PromisesMax * (Promise.BytesMax + 3)) + ChainFrames.OverheadBytesMax;

    private const int Fields = 1;

    public static byte[] ToBytes(Bytes32 chainId, IReadOnlyList<Promise> promises)
    {
        var writer = FrameEnvelope.Begin(Fields, chainId).Array(promises.Count);
        foreach (var promise in promises)
        {
            writer.Bytes(promise.ToBytes());
        }

        return writer.ToArray();
    }

    /// <summary>Null when it is not canonical, or a promise is another chain's. Signatures are not checked.</summary>
    public static IReadOnlyList<Promise>? Parse(ReadOnlySpan<byte> payload)
    {
        var reader = new CanonicalReader(payload);
        var chainId = FrameEnvelope.Begin(Fields, ref reader);
        var promises = new Promise[reader.List(1, PromisesMax)];
        for (var i = 0; i < promises.Length; i++)
        {
            if (Promise.Parse(reader.Bytes(0, Promise.BytesMax)).Value is not { } promise || promise.ChainId != chainId)
            {
                return null;
            }

            promises[i] = promise;
        }

        return reader.Complete ? promises : null;
    }
}
