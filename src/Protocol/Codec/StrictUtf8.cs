using System.Text;

namespace HospitalChain.Protocol.Codec;

/// <summary>UTF-8 that refuses what has no exact bytes instead of replacing it.</summary>
internal static class StrictUtf8
{
    public static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
