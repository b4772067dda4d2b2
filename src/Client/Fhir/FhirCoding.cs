namespace HospitalChain.Client.Fhir;

/// <summary>A code in a code system, as FHIR R4 has it.</summary>
/// <param name="System">Such as <c>http://snomed.info/sct</c>.</param>
/// <param name="Code">Such as <c>195967001</c>.</param>
/// <param name="Display">Words for people, if any.</param>
public sealed record FhirCoding(string System, string Code, string? Display)
{
    public const string SnomedCt = "http://snomed.info/sct";
}
