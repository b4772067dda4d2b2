using System.Text.Json;
using HospitalChain.Protocol;

namespace HospitalChain.Client.Fhir;

/// <summary>
/// Finds the symptom in FHIR R4 JSON (crypto.md §5): the first SNOMED CT coding of the first Condition, or of the one
/// named by its id, else that Condition's first coding. Reads a Condition, or a Bundle, or a DiagnosticReport with
/// contained Conditions; whatever else is in there is not its business.
/// </summary>
public static class FhirReader
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 64 };

    /// <summary>Whether a file looks like FHIR JSON: an object with a resourceType.</summary>
    public static bool IsFhir(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            return JsonDocument.TryParseValue(ref reader, out var document) && ResourceType(document.RootElement) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The symptom's coding.</summary>
    /// <param name="json">The file.</param>
    /// <param name="conditionId">Id of the Condition to take; null for the first.</param>
    public static Parsed<FhirCoding> Symptom(ReadOnlyMemory<byte> json, string? conditionId)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Reading);
            if (ResourceType(document.RootElement) is null)
            {
                return ClientRefusals.FhirInvalid.With("no resourceType");
            }

            foreach (var condition in Conditions(document.RootElement))
            {
                if (conditionId is null || Text(condition, "id") == conditionId)
                {
                    return CodingOf(condition) is { } coding ? coding : ClientRefusals.FhirInvalid.With("the Condition has no coding");
                }
            }

            return ClientRefusals.FhirInvalid.With(conditionId is null ? "no Condition" : "no Condition of that id");
        }
        catch (JsonException wrong)
        {
            return ClientRefusals.FhirInvalid.With($"JSON, line {wrong.LineNumber + 1}");
        }
    }

    /// <summary>IANA media type of FHIR JSON.</summary>
    public const string MediaType = "application/fhir+json";

    private static IEnumerable<JsonElement> Conditions(JsonElement resource)
    {
        switch (ResourceType(resource))
        {
            case "Condition":
                yield return resource;
                break;
            case "Bundle":
                foreach (var condition in Items(resource, "entry").SelectMany(InEntry))
                {
                    yield return condition;
                }

                break;
            default:
                foreach (var condition in Items(resource, "contained").SelectMany(Conditions))
                {
                    yield return condition;
                }

                break;
        }
    }

    private static IEnumerable<JsonElement> InEntry(JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty("resource", out var resource) ? Conditions(resource) : [];

    private static FhirCoding? CodingOf(JsonElement condition)
    {
        if (!condition.TryGetProperty("code", out var code))
        {
            return null;
        }

        var codings = Items(code, "coding").Select(Coding).OfType<FhirCoding>().ToArray();
        return codings.FirstOrDefault(coding => coding.System == FhirCoding.SnomedCt) ?? codings.FirstOrDefault();
    }

    private static FhirCoding? Coding(JsonElement coding) =>
        Text(coding, "system") is { Length: > 0 } system && Text(coding, "code") is { Length: > 0 } code
            ? new FhirCoding(system, code, Text(coding, "display"))
            : null;

    private static string? ResourceType(JsonElement element) => Text(element, "resourceType");

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : [];

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
