namespace HospitalChain.Protocol.Records;

/// <summary>What a grant is about.</summary>
public enum GrantScope
{
    /// <summary>One record; the target is its id. Policy of the proxy: cryptographically the whole visit (crypto.md §8).</summary>
    Record = 0,

    /// <summary>Every record of the visit, later ones included; the target is the visit's PID.</summary>
    Visit = 1,

    /// <summary>A folder of documents; the target is its id.</summary>
    Folder = 2,
}
