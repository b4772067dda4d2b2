namespace HospitalChain.Client.Api;

/// <summary>A finding, or at the end the totals.</summary>
internal sealed record StoreCheckLine(StoreFinding? Finding, StoreTotals? Totals);
