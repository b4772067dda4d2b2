using System.Text.Json;

namespace HospitalChain.Protocol.Audit;

/// <summary>One JSON object a line, UTF-8, \n after each.</summary>
internal static class AuditJsonLines
{
    public static byte[] Write(AuditTrail trail)
    {
        using var output = new MemoryStream();
        foreach (var line in trail.Lines)
        {
            using (var json = new Utf8JsonWriter(output))
            {
                json.WriteStartObject();
                json.WriteString("accessId", line.AccessId.ToString());
                json.WriteString("chainId", line.ChainId.ToString());
                json.WriteNumber("height", line.Height);
                json.WriteString("sealed", AuditInstant.Of(line.SealedMillis));
                json.WriteString("requested", AuditInstant.Of(line.Request.TimeMillis));
                json.WriteString("answered", AuditInstant.Of(line.AnsweredMillis));
                json.WriteString("reader", line.Request.Requester.ToString());
                json.WriteString("answeredBy", line.AnsweredBy.ToString());
                json.WriteString("recordId", line.Request.RecordId.ToString());
                json.WriteString("grantId", line.Request.GrantId.IsZero ? string.Empty : line.Request.GrantId.ToString());
                json.WriteString("owner", line.Owner.IsZero ? string.Empty : line.Owner.ToString());
                json.WriteString("purpose", line.Purpose);
                json.WriteBoolean("delivered", line.Delivered);
                json.WriteString("refusal", line.RefusalCode);
                json.WriteNumber("requests", line.Requests);
                json.WriteEndObject();
            }

            output.WriteByte((byte)'\n');
        }

        return output.ToArray();
    }
}
