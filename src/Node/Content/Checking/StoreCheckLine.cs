namespace HospitalChain.Node.Content.Checking;

/// <summary>What a check tells as it goes: findings, and last the totals. Without totals it did not end.</summary>
public sealed record StoreCheckLine(StoreFinding? Finding, StoreTotals? Totals);
