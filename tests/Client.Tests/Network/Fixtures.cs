using System.Text;

namespace HospitalChain.Client.Tests.Network;

/// <summary>FHIR R4 documents written for these tests; nobody's.</summary>
internal static class Fixtures
{
    public const string AsthmaCode = "195967001";

    /// <summary>In every diagnosis' text, so that any byte that holds it can be found.</summary>
    public const string Marker = "MARKER-5f0c2a9e-nothing-but-the-reader-sees-this";

    public static byte[] Condition() => Encoding.UTF8.GetBytes($$"""
        {
          "resourceType": "Condition",
          "id": "asthma",
          "code": {
            "coding": [
              { "system": "http://hl7.org/fhir/sid/icd-10", "code": "J45.9" },
              { "system": "http://snomed.info/sct", "code": "{{AsthmaCode}}", "display": "Asthma" }
            ],
            "text": "{{Marker}}"
          }
        }
        """);
}
