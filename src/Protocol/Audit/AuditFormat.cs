namespace HospitalChain.Protocol.Audit;

/// <summary>How an audit trail is written.</summary>
public enum AuditFormat
{
    /// <summary>One JSON object a line.</summary>
    JsonLines = 0,

    /// <summary>RFC 4180 with a header line.</summary>
    Csv = 1,

    /// <summary>FHIR R4 AuditEvent, one a line (application/fhir+ndjson), in the shape of IHE BALP PatientRead.</summary>
    Fhir = 2,
}
