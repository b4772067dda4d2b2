using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Fellows;

namespace HospitalChain.Protocol.Flows.Fellows;

/// <summary>What a run keeps secret at its stage: A's t, then both keys; B's exponent; the session's key; or nothing.</summary>
internal sealed class FellowSecret : IDisposable
{
    /// <summary>Both keys.</summary>
    public const int SizeMax = 2 * FellowSecrets.KeySize;

    private readonly byte[] bytes;

    private FellowSecret(int size) => bytes = GC.AllocateArray<byte>(size, pinned: true);

    public static FellowSecret None => new(0);

    public ReadOnlySpan<byte> Bytes => bytes;

    public static FellowSecret Of(SecretScalar scalar)
    {
        var secret = new FellowSecret(SecretScalar.Size);
        scalar.CopyTo(secret.bytes);
        return secret;
    }

    public static FellowSecret Of(FellowSecrets secrets)
    {
        var secret = new FellowSecret(SizeMax);
        secrets.MacKey.CopyTo(secret.bytes);
        secrets.SessionKey.CopyTo(secret.bytes.AsSpan(FellowSecrets.KeySize));
        return secret;
    }

    public static FellowSecret Of(ReadOnlySpan<byte> value)
    {
        var secret = new FellowSecret(value.Length);
        value.CopyTo(secret.bytes);
        return secret;
    }

    /// <summary>False when the bytes are not what that side keeps at that stage.</summary>
    public static bool TryRead(bool asking, FellowStage stage, ReadOnlySpan<byte> bytes, out FellowSecret secret)
    {
        secret = Of(bytes);
        return stage switch
        {
            FellowStage.Asked when asking => IsScalar(bytes),
            FellowStage.Asked => bytes.IsEmpty,
            FellowStage.Answered => !asking && IsScalar(bytes),
            FellowStage.Proved => asking && bytes.Length == SizeMax,
            FellowStage.Agreed => bytes.Length == FellowSecrets.KeySize,
            _ => bytes.IsEmpty,
        };
    }

    public FellowSecret Copy() => Of(bytes);

    public SecretScalar ToScalar() => SecretScalar.TryDecode(bytes, out var scalar) ? scalar : throw new CryptographicException("no exponent at this stage");

    public FellowSecrets ToSecrets() => new(bytes.AsSpan(0, FellowSecrets.KeySize), bytes.AsSpan(FellowSecrets.KeySize));

    public void Dispose() => CryptographicOperations.ZeroMemory(bytes);

    public override string ToString() => $"Secret({bytes.Length})";

    private static bool IsScalar(ReadOnlySpan<byte> bytes)
    {
        var canonical = SecretScalar.TryDecode(bytes, out var scalar);
        scalar?.Dispose();
        return canonical;
    }
}
