using System.Text;
using HospitalChain.Client.Fhir;
using HospitalChain.Client.Tests.Network;

namespace HospitalChain.Client.Tests.Fhir;

public sealed class FhirReaderTests
{
    private const string Asthma = """{"system":"http://snomed.info/sct","code":"195967001"}""";
    private const string Fever = """{"system":"http://snomed.info/sct","code":"386661006"}""";
    private const string Icd = """{"system":"http://hl7.org/fhir/sid/icd-10","code":"J45.9"}""";

    [Fact]
    public void The_first_snomed_coding_of_a_condition_is_the_symptom() =>
        Assert.Equal(("http://snomed.info/sct", Fixtures.AsthmaCode), Read(Encoding.UTF8.GetString(Fixtures.Condition())));

    [Fact]
    public void Without_a_snomed_coding_the_first_one_counts() =>
        Assert.Equal(("http://hl7.org/fhir/sid/icd-10", "J45.9"), Read(Condition("c", Icd)));

    [Fact]
    public void In_a_bundle_the_first_condition_counts_whatever_stands_before_it() =>
        Assert.Equal("386661006", Read($$$$"""
            {"resourceType":"Bundle","entry":[
              {"fullUrl":"urn:x"},
              {"resource":{"resourceType":"Patient","id":"p","extension":[{"url":"urn:u","valueDecimal":1.5}]}},
              {"resource":{"resourceType":"Observation","code":{"coding":[{{{{Icd}}}}]}}},
              {"resource":{{{{Condition("first", Fever)}}}}},
              {"resource":{{{{Condition("second", Asthma)}}}}}]}
            """).Code);

    [Fact]
    public void A_named_condition_counts_before_the_first() =>
        Assert.Equal("195967001", Read($$$$"""{"resourceType":"Bundle","entry":[{"resource":{{{{Condition("first", Fever)}}}}},{"resource":{{{{Condition("second", Asthma)}}}}}]}""", "second").Code);

    [Fact]
    public void A_report_brings_its_condition_contained() =>
        Assert.Equal("195967001", Read($$$$"""{"resourceType":"DiagnosticReport","status":"final","contained":[{"resourceType":"Observation"},{{{{Condition("c", Asthma)}}}}]}""").Code);

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"resourceType":"Patient"}""")]
    [InlineData("""{"resourceType":"Condition"}""")]
    [InlineData("""{"resourceType":"Condition","code":{"text":"words only"}}""")]
    [InlineData("""{"resourceType":"Condition","code":{"coding":[{"code":"1"},{"system":"urn:s"},7,null]}}""")]
    [InlineData("""{"resourceType":"Condition","code":"x"}""")]
    [InlineData("""{"resourceType":"Bundle","entry":{"resource":1}}""")]
    [InlineData("""{"resourceType":7,"entry":[1,null,"x"]}""")]
    public void What_names_no_symptom_is_refused(string json) =>
        Assert.Equal("FHIR_INVALID", FhirReader.Symptom(Encoding.UTF8.GetBytes(json), null).Refusal!.Code);

    [Fact]
    public void A_condition_that_is_not_there_is_refused() =>
        Assert.Equal("FHIR_INVALID", FhirReader.Symptom(Fixtures.Condition(), "other").Refusal!.Code);

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("""{"resourceType":"Bundle","entry":[{"resource":""", 5000));

        Assert.Equal("FHIR_INVALID", FhirReader.Symptom(Encoding.UTF8.GetBytes(deep), null).Refusal!.Code);
        Assert.False(FhirReader.IsFhir(Encoding.UTF8.GetBytes(deep)));
    }

    private static string Condition(string id, string coding) => $$$$"""{"resourceType":"Condition","id":"{{{{id}}}}","code":{"coding":[{{{{coding}}}}]}}""";

    private static (string System, string Code) Read(string json, string? condition = null)
    {
        var coding = FhirReader.Symptom(Encoding.UTF8.GetBytes(json), condition).OrThrow();
        return (coding.System, coding.Code);
    }
}
