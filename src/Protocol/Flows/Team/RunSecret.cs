using System.Security.Cryptography;
using HospitalChain.Crypto;
using HospitalChain.Crypto.Bc22;
using HospitalChain.Protocol.Codec;

namespace HospitalChain.Protocol.Flows.Team;

/// <summary>The secret of a run at each stage: an exponent, the key, or nothing. Written last.</summary>
internal static class RunSecret
{
    public static void Write(CanonicalWriter writer, SecretExponent? exponent, TeamKey? key)
    {
        if (exponent is not null)
        {
            Span<byte> bytes = stackalloc byte[SecretExponent.Size];
            exponent.CopyTo(bytes);
            writer.Bytes(bytes);
            CryptographicOperations.ZeroMemory(bytes);
        }
        else
        {
            writer.Bytes(key is null ? default : key.Bytes);
        }
    }

    /// <summary>False when the bytes are not what the stage keeps. A doctor in stage Waiting keeps nothing yet.</summary>
    public static bool TryRead(GroupKeyStage stage, Bytes32 sid, ReadOnlySpan<byte> bytes, out SecretExponent? exponent, out TeamKey? key)
    {
        (exponent, key) = (null, null);
        switch (stage)
        {
            case GroupKeyStage.Waiting when !bytes.IsEmpty:
            case GroupKeyStage.Answered:
                return SecretExponent.TryDecode(bytes, out exponent);
            case GroupKeyStage.Established when bytes.Length == TeamGroupKey.KeySize:
                key = new TeamKey(sid, bytes);
                return true;
            default:
                return bytes.IsEmpty && stage is GroupKeyStage.Waiting or GroupKeyStage.Ended;
        }
    }
}
