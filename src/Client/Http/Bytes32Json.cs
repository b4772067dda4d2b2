using System.Text.Json;
using System.Text.Json.Serialization;
using HospitalChain.Crypto;

namespace HospitalChain.Client.Http;

/// <summary>32 bytes as 64 hexadecimal digits.</summary>
public sealed class Bytes32Json : JsonConverter<Bytes32>
{
    public override Bytes32 Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Bytes32.TryParse(reader.GetString(), out var value)
            ? value
            : throw new JsonException("64 hexadecimal digits are expected");

    public override void Write(Utf8JsonWriter writer, Bytes32 value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
