using HospitalChain.Crypto;
using HospitalChain.Protocol.Proofs;
using HospitalChain.Protocol.Records;

namespace HospitalChain.Protocol.Audit;

/// <summary>One access as an audit shows it: who, what, when, under which grant and purpose. Keys and ids, never names or content.</summary>
public sealed class AuditLine
{
    internal AuditLine(ProvenRecord access, Record? grant, Bytes32 owner)
    {
        var body = (Access)access.Record.Body;
        AccessId = access.Record.Id;
        ChainId = access.Record.ChainId;
        Height = access.Header.Height;
        SealedMillis = access.Header.TimeMillis;
        AnsweredBy = access.Record.Author;
        AnsweredMillis = access.Record.IssuedAtMillis;
        Request = body.Request;
        Delivered = body.Delivered;
        RefusalCode = body.RefusalCode;
        Requests = body.Requests;
        var emergency = (grant?.Body as BreakGlassOpen)?.Terms;
        Purpose = (grant?.Body as Grant)?.Purpose ?? emergency?.Reason ?? string.Empty;
        Owner = !owner.IsZero ? owner : emergency?.Visit ?? grant?.Author ?? (body.Request.GrantId.IsZero && body.Delivered ? body.Request.Requester : default);
    }

    /// <summary>Record id of the access record.</summary>
    public Bytes32 AccessId { get; }

    public Bytes32 ChainId { get; }

    /// <summary>Height of its block.</summary>
    public ulong Height { get; }

    /// <summary>Time of its block.</summary>
    public ulong SealedMillis { get; }

    /// <summary>Signing key of the proxy or store that answered.</summary>
    public Bytes32 AnsweredBy { get; }

    /// <summary>When it answered, by its own clock.</summary>
    public ulong AnsweredMillis { get; }

    /// <summary>The reader's own signed request.</summary>
    public AccessRequest Request { get; }

    public bool Delivered { get; }

    /// <summary>Why not; empty when delivered.</summary>
    public string RefusalCode { get; }

    /// <summary>How many requests it stands for.</summary>
    public uint Requests { get; }

    /// <summary>The grant's purpose; empty without a grant.</summary>
    public string Purpose { get; }

    /// <summary>Key of the patient's visit or folder owner whose record was asked for, else of who gave the grant, or who reads the own record; zero where unknown.</summary>
    public Bytes32 Owner { get; }
}
