namespace HospitalChain.Protocol.Tests.Codec;

/// <summary>
/// Holds one decoder to the promise of every decoder (chain.md §2): it takes exactly the image of its encoder, never
/// throws, and allocates in proportion to its input.
/// </summary>
/// <param name="decode">The value that the bytes are, or null.</param>
/// <param name="encode">That value's canonical bytes, made anew from its parts.</param>
internal sealed class DecoderFuzz<T>(Func<byte[], T?> decode, Func<T, byte[]> encode)
{
    private const int BytesPerInputByteMax = 64;
    private const int BytesAlwaysMax = 16 * 1024;

    public void Run(IEnumerable<byte[]> samples, int mutationsPerSample, Random random)
    {
        var accepted = 0;
        foreach (var right in samples)
        {
            Assert.True(Holds(right), $"an encoded {typeof(T).Name} was refused");
            Assert.False(Holds([.. right, 0]), "a byte after the value was taken");
            for (var length = 0; length < right.Length; length += 1 + right.Length / 400)
            {
                Assert.False(Holds(right[..length]), $"the first {length} of {right.Length} bytes were taken");
            }

            for (var i = 0; i < mutationsPerSample; i++)
            {
                accepted += Holds(Mutation.Of(right, random)) ? 1 : 0;
            }
        }

        Assert.True(accepted > 0, "no mutation was accepted: nothing about them was tested");
    }

    private bool Holds(byte[] bytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var value = decode(bytes);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, BytesAlwaysMax + (long)BytesPerInputByteMax * bytes.Length);
        if (value is null)
        {
            return false;
        }

        Assert.Equal(bytes, encode(value));
        return true;
    }
}
