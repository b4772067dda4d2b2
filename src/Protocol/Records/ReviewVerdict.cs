namespace HospitalChain.Protocol.Records;

/// <summary>What a review of an emergency says.</summary>
public enum ReviewVerdict
{
    /// <summary>Not yet reviewed; in the state only.</summary>
    None = 0,

    Justified = 1,

    /// <summary>It should not have been opened: costs who led it.</summary>
    Unjustified = 2,

    /// <summary>The hospital's word that nobody judged in time: costs who led it. A judgement may still follow.</summary>
    Overdue = 3,
}
