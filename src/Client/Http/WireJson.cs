using System.Text.Json;
using System.Text.Json.Serialization;

namespace HospitalChain.Client.Http;

/// <summary>JSON as the API speaks it: camel case, binary as lower-case hexadecimal, enumerations in kebab case.</summary>
public static class WireJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        options.Converters.Add(new Bytes32Json());
        options.Converters.Add(new Signature64Json());
        options.Converters.Add(new HexBytesJson());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
