using System.Text.Json;
using System.Text.Json.Serialization;

namespace HospitalChain.Node.Json;

/// <summary>How the API writes and reads JSON: strictly, so that a misspelt field is an error and not a default.</summary>
public static class ApiJson
{
    public static void Configure(JsonSerializerOptions json)
    {
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.AllowDuplicateProperties = false;
        json.Converters.Add(new Bytes32JsonConverter());
        json.Converters.Add(new Signature64JsonConverter());
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
    }
}
