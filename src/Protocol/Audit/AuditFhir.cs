using System.Text.Json;
using HospitalChain.Crypto;

namespace HospitalChain.Protocol.Audit;

/// <summary>
/// FHIR R4 AuditEvent, one a line. A delivery claims IHE BALP's PatientRead; a refusal has the same shape and no claim,
/// since that profile is of successes. People and machines are their keys: network addresses are on no chain, so a
/// party's network is its key too.
/// </summary>
internal static class AuditFhir
{
    private const string Profile = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead";
    private const string Terminology = "http://terminology.hl7.org/CodeSystem/";
    private const string Dicom = "http://dicom.nema.org/resources/ontology/DCM";
    private const string KeySystem = "urn:hospitalchain:key";
    private const string RecordSystem = "urn:hospitalchain:record";

    public static byte[] Write(AuditTrail trail)
    {
        using var output = new MemoryStream();
        foreach (var line in trail.Lines)
        {
            using (var json = new Utf8JsonWriter(output))
            {
                Event(json, line);
            }

            output.WriteByte((byte)'\n');
        }

        return output.ToArray();
    }

    private static void Event(Utf8JsonWriter json, AuditLine line)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "AuditEvent");
        json.WriteString("id", line.AccessId.ToString());
        if (line.Delivered && !line.Owner.IsZero)
        {
            json.WriteStartObject("meta");
            json.WriteStartArray("profile");
            json.WriteStringValue(Profile);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        Coding(json, "type", Terminology + "audit-event-type", "rest", "Restful Operation");
        json.WriteStartArray("subtype");
        Coding(json, null, "http://hl7.org/fhir/restful-interaction", "read", "read");
        json.WriteEndArray();
        json.WriteString("action", "R");
        json.WriteString("recorded", AuditInstant.Of(line.AnsweredMillis));
        json.WriteString("outcome", line.Delivered ? "0" : "4");
        if (!line.Delivered)
        {
            json.WriteString("outcomeDesc", line.RefusalCode);
        }

        PurposeOf(json, "purposeOfEvent", line.Purpose);
        Agents(json, line);
        json.WriteStartObject("source");
        Identified(json, "observer", KeySystem, line.AnsweredBy);
        json.WriteStartArray("type");
        Coding(json, null, Terminology + "security-source-type", "4", "Application Server");
        json.WriteEndArray();
        json.WriteEndObject();
        Entities(json, line);
        json.WriteEndObject();
    }

    private static void Agents(Utf8JsonWriter json, AuditLine line)
    {
        json.WriteStartArray("agent");
        Agent(json, Dicom, "110153", "Source Role ID", line.AnsweredBy, requestor: false, network: true, purpose: string.Empty);
        Agent(json, Dicom, "110152", "Destination Role ID", line.Request.Requester, requestor: false, network: true, purpose: string.Empty);
        Agent(json, Terminology + "v3-ParticipationType", "IRCP", "information recipient", line.Request.Requester, requestor: true, network: false, line.Purpose);
        json.WriteEndArray();
    }

    private static void Agent(Utf8JsonWriter json, string system, string code, string display, Bytes32 who, bool requestor, bool network, string purpose)
    {
        json.WriteStartObject();
        json.WriteStartObject("type");
        json.WriteStartArray("coding");
        Coding(json, null, system, code, display);
        json.WriteEndArray();
        json.WriteEndObject();
        Identified(json, "who", KeySystem, who);
        json.WriteBoolean("requestor", requestor);
        if (network)
        {
            json.WriteStartObject("network");
            json.WriteString("address", $"{KeySystem}:{who}");
            json.WriteString("type", "5");
            json.WriteEndObject();
        }

        PurposeOf(json, "purposeOfUse", purpose);
        json.WriteEndObject();
    }

    private static void Entities(Utf8JsonWriter json, AuditLine line)
    {
        json.WriteStartArray("entity");
        if (!line.Owner.IsZero)
        {
            Entity(json, ("1", "Person"), ("1", "Patient"), KeySystem, line.Owner, "Patient");
        }

        Entity(json, ("2", "System Object"), ("4", "Domain Resource"), RecordSystem, line.Request.RecordId, type: null);
        if (!line.Request.GrantId.IsZero)
        {
            Entity(json, ("4", "Other"), ("23", "DataDestination"), RecordSystem, line.Request.GrantId, "Consent");
        }

        json.WriteEndArray();
    }

    private static void Entity(
        Utf8JsonWriter json, (string Code, string Display) kind, (string Code, string Display) role, string system, Bytes32 what, string? type)
    {
        json.WriteStartObject();
        json.WriteStartObject("what");
        if (type is not null)
        {
            json.WriteString("type", type);
        }

        Identifier(json, system, what);
        json.WriteEndObject();
        Coding(json, "type", Terminology + "audit-entity-type", kind.Code, kind.Display);
        Coding(json, "role", Terminology + "object-role", role.Code, role.Display);
        json.WriteEndObject();
    }

    /// <summary>Upper-case letters are taken for a code of ActReason, such as TREAT; anything else is text.</summary>
    private static void PurposeOf(Utf8JsonWriter json, string name, string purpose)
    {
        if (purpose.Length == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        json.WriteStartObject();
        if (purpose.All(char.IsAsciiLetterUpper))
        {
            json.WriteStartArray("coding");
            Coding(json, null, Terminology + "v3-ActReason", purpose, display: null);
            json.WriteEndArray();
        }
        else
        {
            json.WriteString("text", purpose);
        }

        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Identified(Utf8JsonWriter json, string name, string system, Bytes32 value)
    {
        json.WriteStartObject(name);
        Identifier(json, system, value);
        json.WriteEndObject();
    }

    private static void Identifier(Utf8JsonWriter json, string system, Bytes32 value)
    {
        json.WriteStartObject("identifier");
        json.WriteString("system", system);
        json.WriteString("value", value.ToString());
        json.WriteEndObject();
    }

    private static void Coding(Utf8JsonWriter json, string? name, string system, string code, string? display)
    {
        if (name is null)
        {
            json.WriteStartObject();
        }
        else
        {
            json.WriteStartObject(name);
        }

        json.WriteString("system", system);
        json.WriteString("code", code);
        if (display is not null)
        {
            json.WriteString("display", display);
        }

        json.WriteEndObject();
    }
}
