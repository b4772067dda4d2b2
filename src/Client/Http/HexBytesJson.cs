using System.Text.Json;
using System.Text.Json.Serialization;

namespace HospitalChain.Client.Http;

/// <summary>Byte arrays as lower-case hexadecimal.</summary>
public sealed class HexBytesJson : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return Convert.FromHexString(reader.GetString() ?? string.Empty);
        }
        catch (Exception wrong) when (wrong is FormatException or InvalidOperationException)
        {
            throw new JsonException("hexadecimal digits are expected", wrong);
        }
    }

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteStringValue(Convert.ToHexStringLower(value));
}
