//! Sets of logins, by which rules are compared.

use std::collections::{BTreeMap, BTreeSet};

use profiling_forms::value::date::Date;

use crate::conditions::{Country, OrganizationName, Scope, TenantName};
use crate::duration::PlanDate;
use crate::plan::{Days, Organization, OrganizationRequirement, Rule};

/// A property of a login that a rule can restrict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Property<'p> {
    Client,
    Connection,
    Strategy,
    Organization,
    Roles,
    Country,
    Scope,
    DaysSinceSignup,
    /// The day of the login.
    Date,
    /// The number of the login.
    Login,
    /// The bucket of the user in a test.
    Bucket(&'p str),
}

impl Property<'_> {
    /// Returns true for a property with several values, of which a rule needs one.
    fn is_list(self) -> bool {
        matches!(self, Self::Roles | Self::Scope)
    }

    /// Returns all values of the property.
    fn all<'p>(self) -> Values<'p> {
        match self {
            Self::DaysSinceSignup | Self::Date => Values::Ranges(vec![(0, u32::MAX)]),
            Self::Login => Values::Ranges(vec![(1, u32::MAX)]),
            Self::Bucket(_) => Values::Ranges(vec![(0, 99)]),
            _ => Values::Except(BTreeSet::new()),
        }
    }
}

/// A login without an organization.
const NO_ORGANIZATION: &str = "";

/// Values of a property. There are always more names than the plan has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Values<'p> {
    /// These names.
    Only(BTreeSet<&'p str>),
    /// All names but these.
    Except(BTreeSet<&'p str>),
    /// Ranges of numbers with their ends.
    Ranges(Vec<(u32, u32)>),
}

impl<'p> Values<'p> {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Only(names) => names.is_empty(),
            Self::Except(_) => false,
            Self::Ranges(ranges) => ranges.is_empty(),
        }
    }

    /// Returns the values without others.
    pub(super) fn without(&self, others: &Self) -> Self {
        match (self, others) {
            (Self::Only(names), Self::Only(others)) => Self::Only(names - others),
            (Self::Only(names), Self::Except(others)) => Self::Only(names & others),
            (Self::Except(names), Self::Only(others)) => Self::Except(names | others),
            (Self::Except(names), Self::Except(others)) => Self::Only(others - names),
            (Self::Ranges(ranges), Self::Ranges(others)) => Self::Ranges(
                others.iter().fold(ranges.clone(), |ranges, other| without_range(&ranges, *other)),
            ),
            // A property has either names or numbers.
            (values, _) => values.clone(),
        }
    }

    fn intersects(&self, others: &Self) -> bool {
        // The values in both are those without the values that only `self` has.
        !self.without(&self.without(others)).is_empty()
    }

    fn names(names: impl Iterator<Item = &'p str>) -> Self {
        Self::Only(names.collect())
    }

    fn range(first: u32, last: u32) -> Self {
        Self::Ranges(if first <= last { vec![(first, last)] } else { Vec::new() })
    }
}

/// Returns ranges without the numbers of another one.
fn without_range(ranges: &[(u32, u32)], (first, last): (u32, u32)) -> Vec<(u32, u32)> {
    let parts = ranges.iter().flat_map(|&(start, end)| {
        let before = first.checked_sub(1).map(|before| (start, end.min(before)));
        let after = last.checked_add(1).map(|after| (start.max(after), end));
        [before, after]
    });
    parts.flatten().filter(|(start, end)| start <= end).collect()
}

/// The logins to which a rule applies: the values of each property that it restricts.
pub(super) type Logins<'p> = BTreeMap<Property<'p>, Values<'p>>;

/// Returns the logins to which a rule applies from a day on.
pub(super) fn logins_of(rule: &Rule, today: Date) -> Logins<'_> {
    let when = &rule.when;
    let mut logins = Logins::new();
    let lists = [
        (Property::Client, &when.client),
        (Property::Connection, &when.connection),
        (Property::Strategy, &when.strategy),
        (Property::Roles, &when.roles),
    ];
    for (property, names) in lists {
        if let Some(names) = names {
            logins.insert(property, Values::names(names.iter().map(TenantName::as_str)));
        }
    }
    if let Some(scopes) = &when.scope {
        logins.insert(Property::Scope, Values::names(scopes.iter().map(Scope::as_str)));
    }
    if let Some(countries) = &when.country {
        logins.insert(Property::Country, Values::names(countries.iter().map(Country::as_str)));
    }
    let organization = when.organization.as_ref().map(|organization| match organization {
        Organization::Names(names) => Values::names(names.iter().map(OrganizationName::as_str)),
        Organization::Requirement(OrganizationRequirement::None) => Values::Only([NO_ORGANIZATION].into()),
        Organization::Requirement(OrganizationRequirement::Any) => Values::Except([NO_ORGANIZATION].into()),
    });
    logins.extend(organization.map(|values| (Property::Organization, values)));
    if let Some(Days { min, max }) = when.days_since_signup {
        let days = Values::range(min.unwrap_or(0), max.unwrap_or(u32::MAX));
        logins.insert(Property::DaysSinceSignup, days);
    }
    let from = rule.from.map_or(today, |PlanDate(from)| from.max(today));
    let until = rule.until.map_or(u32::MAX, |PlanDate(until)| day_number(until));
    logins.insert(Property::Date, Values::range(day_number(from), until));
    logins.insert(Property::Login, Values::range(rule.from_login, u32::MAX));
    if let Some(share) = &rule.share {
        let buckets = match share.to.checked_sub(1) {
            Some(last) => Values::range(share.from.into(), last.into()),
            None => Values::Ranges(Vec::new()),
        };
        logins.insert(Property::Bucket(&share.test), buckets);
    }
    logins
}

/// Returns true if a login can be in both sets.
pub(super) fn intersect(logins: &Logins<'_>, others: &Logins<'_>) -> bool {
    logins.iter().all(|(property, values)| {
        let others = others.get(property);
        property.is_list() || others.is_none_or(|others| values.intersects(others))
    })
}

/// The greatest number of steps of a search. The search of a plan by hand has a few.
const MAX_STEPS: u32 = 5_000;

/// Returns true if each login in a set is in one of the other sets, too.
pub(super) fn are_covered(logins: &Logins<'_>, others: &[&Logins<'_>]) -> bool {
    !has_login_outside(logins, others, &mut 0)
}

/// Returns true if there is a login that is in no other set: for each of them, one property has another value. This tries
/// all combinations.
fn has_login_outside<'p>(logins: &Logins<'p>, others: &[&Logins<'p>], steps: &mut u32) -> bool {
    *steps += 1;
    let Some((other, rest)) = others.split_first() else { return true };
    // The search ends without a result, which is not reported as a problem.
    if *steps > MAX_STEPS {
        return true;
    }
    let outside = other.iter().filter_map(|(property, values)| {
        let own = logins.get(property).cloned().unwrap_or_else(|| property.all());
        let remaining = own.without(values);
        (!remaining.is_empty()).then(|| (*property, remaining == own, remaining))
    });
    let outside: Vec<_> = outside.collect();
    // A property that already has other values restricts nothing, so that the other choices are not better.
    if outside.iter().any(|(_, is_same, _)| *is_same) {
        return has_login_outside(logins, rest, steps);
    }
    outside.into_iter().any(|(property, _, remaining)| {
        let mut logins = logins.clone();
        logins.insert(property, remaining);
        has_login_outside(&logins, rest, steps)
    })
}

/// Returns the number of a day, with which the day after it has the next number.
fn day_number(date: Date) -> u32 {
    // The year begins in March, so that a leap day is its last day.
    let month = (u32::from(date.month()) + 9) % 12;
    let year = u32::try_from(date.year()).unwrap_or_default() - u32::from(date.month() < 3);
    365 * year + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + u32::from(date.day()) - 1
}
