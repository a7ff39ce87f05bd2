on('input',({target:t})=>{
  let p=doc.getElementById(t.id+'-limit');
  if(!p)return;
  clearTimeout(p.timer);
  p.timer=setTimeout(()=>{
    let most=p.dataset.most,
      used=[...t.value.normalize().replace(/(?![\u200c\u200d])[\p{Cf}\ufffc]/gu,'').trim()].length,
      near=used>most*.75;
    p.base??=p.textContent;
    p.hidden&&=!near;
    p.textContent=p.base+(near?` (${used}/${most})`:'');
    p.classList.toggle('over',used>most);
  },300);
});
on('click',e=>{
  let a=e.target.closest('.summary a'),
    i=a&&doc.getElementById(a.hash.slice(1));
  if(!i)return;
  e.preventDefault();
  i.closest('.field').scrollIntoView();
  i.focus({preventScroll:true});
});
on('DOMContentLoaded',()=>{
  let p=doc.querySelector('[data-in]'),
    end=Date.now()+p?.dataset.in*1e3,
    show=()=>{
      if(Date.now()<end)setTimeout(show,1e4);
      else p.hidden=false;
    };
  if(p)show();
});
