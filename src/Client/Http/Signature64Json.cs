using System.Text.Json;
using System.Text.Json.Serialization;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Http;

/// <summary>A signature as 128 hexadecimal digits.</summary>
public sealed class Signature64Json : JsonConverter<Signature64>
{
    public override Signature64 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var bytes = new byte[Signature64.Size];
        return reader.TokenType == JsonTokenType.String
            && reader.GetString() is { Length: 2 * Signature64.Size } hex
            && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done
                ? new Signature64(bytes)
                : throw new JsonException("128 hexadecimal digits are expected");
    }

    public override void Write(Utf8JsonWriter writer, Signature64 value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
